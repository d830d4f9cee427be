#pragma once

#include <torch/torch.h>

// LibTorch brings glog's CHECK, which ends the program.
#undef CHECK
#include <catch2/catch.hpp>
#ifndef CHECK
#define CHECK(...) INTERNAL_CATCH_TEST("CHECK", Catch::ResultDisposition::ContinueOnFailure, __VA_ARGS__)
#endif
