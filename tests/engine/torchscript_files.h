#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// Writes a TorchScript file whose module has these parameters (name to values, of one dimension; "fc.weight" becomes
/// the parameter weight of the module fc) and these methods, in TorchScript's language:
///
///   write_torchscript(file, {}, "def forward(self, x):\n  return x.mean([2, 3])\n");
void write_torchscript(const std::filesystem::path& file, const std::map<std::string, std::vector<float>>& parameters,
                       const std::string& methods);

/// A file of a tensor, as torch.save writes it: no TorchScript.
void write_tensor_file(const std::filesystem::path& file);
