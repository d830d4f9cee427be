#include "commands/pack.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tricky/data/command_line.h"
#include "tricky/data/dataset_spec.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/progress.h"
#include "tricky/data/study_folder.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/image_check.h"
#include "tricky/stimuli/image_set.h"
#include "tricky/stimuli/packed_file.h"

namespace tricky::stimuli {

namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path study;
  fs::path out;
  std::string split = "both";
  std::string encoding = "original";
  PackOptions pack;
  bool replace = false;
};

Options parse(const Invocation& invocation) {
  Options options;
  options.pack.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const auto line = command_line(
      invocation,
      "Puts a study's images with their ids, labels and class names into one file a split, OUT/train.packed and "
      "OUT/test.packed, which reads faster than a folder and carries a digest for each image.",
      "tricky pack mystudy /data/packed --split both --as original");
  line->add_option("STUDY", options.study, "study folder; its [dataset] names the images")->required();
  line->add_option("OUT", options.out, "folder for the packed files")->required();
  line->add_option("--split", options.split, "train, test or both (both)")
      ->check(CLI::IsMember({"train", "test", "both"}));
  line->add_option("--as", options.encoding,
                   "original: each file's bytes; jpeg: made anew; pixels: nothing left to decode (original)")
      ->check(CLI::IsMember({"original", "jpeg", "pixels"}));
  CLI::Option* quality =
      line->add_option("--quality", options.pack.quality, "of --as jpeg (95)")->check(CLI::Range(1, 100));
  CLI::Option* resize =
      line->add_option("--resize", options.pack.resize_px, "short side in pixels, of --as jpeg and pixels (as it is)")
          ->check(CLI::Range(1, 65'535));
  line->add_option("--threads", options.pack.threads, "(all cores)")->check(CLI::Range(1, 1024));
  line->add_flag("--replace", options.replace, "replace packed files that are there");
  parse_command_line(*line, invocation);

  using Encoding = PackOptions::Encoding;
  options.pack.encoding = options.encoding == "original" ? Encoding::original
                          : options.encoding == "jpeg"   ? Encoding::jpeg
                                                         : Encoding::pixels;
  if (quality->count() > 0 && options.pack.encoding != Encoding::jpeg) {
    throw InputError("--quality goes with --as jpeg");
  }
  if (resize->count() > 0 && options.pack.encoding == Encoding::original) {
    throw InputError("--resize goes with --as jpeg or --as pixels; original files are stored as they are");
  }
  return options;
}

const char* text_of(Split split) { return split == Split::train ? "train" : "test"; }

/// A damaged image is stored as not there, so that all others keep their numbers and with them what is drawn for them.
std::vector<std::size_t> damaged_of(const DatasetSpec& spec, const StudyFolder& study, const ImageSet& images,
                                    Split split, int threads) {
  Progress progress(std::string("checking ") + text_of(split) + " images", images.size());
  return usable_images(spec, study, images, split, threads, [&](std::size_t done) { progress.update(done); }).skipped;
}

void pack(const Options& options, const DatasetSpec& spec, const StudyFolder& study, Split split) {
  const fs::path file = options.out / (std::string(text_of(split)) + ".packed");
  const std::unique_ptr<ImageSet> images = open_image_set(spec, study, split);
  const std::vector<std::size_t> damaged = damaged_of(spec, study, *images, split, options.pack.threads);
  {
    Progress progress(file.string(), images->size());
    write_packed(file, *images, damaged, options.pack, [&](std::size_t done) { progress.update(done); });
  }
  std::printf("%s: %s images in %s classes, %s bytes\n", file.c_str(),
              with_thousands(static_cast<std::int64_t>(images->size())).c_str(),
              with_thousands(images->n_classes()).c_str(),
              with_thousands(static_cast<std::int64_t>(fs::file_size(file))).c_str());
}

}  // namespace

void run_pack(const Invocation& invocation) {
  const Options options = parse(invocation);
  const StudyFolder study(options.study);
  const DatasetSpec spec = read_dataset_spec(study.study_file());
  std::vector<Split> splits;
  if (options.split != "test") splits.push_back(Split::train);
  if (options.split != "train") splits.push_back(Split::test);

  const FolderLock lock(options.out);
  for (const Split split : splits) {
    const fs::path file = options.out / (std::string(text_of(split)) + ".packed");
    if (fs::exists(file) && !options.replace) {
      throw InputError({file, 0, ""}, "is there already; replace it with --replace, or choose another folder");
    }
  }
  for (const Split split : splits) pack(options, spec, study, split);
  std::printf("\nTo use them, put into study.toml:\n\n[dataset]\nkind = \"packed\"\n");
  for (const Split split : splits) {
    std::printf("%s_file = \"%s\"\n", text_of(split),
                fs::absolute(options.out / (std::string(text_of(split)) + ".packed")).lexically_normal().c_str());
  }
}

}  // namespace tricky::stimuli
