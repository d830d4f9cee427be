// Images a second of the input pipeline on one thread, a line a pass; input_pipeline.py starts it beside Pillow and
// torchvision.
//
//   input_pipeline STUDY decode|crop|evaluate|noise PASSES
//
// "evaluate PASSES" 0 prints the SHA-256 of each image's view instead, for the comparison of bytes.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "tricky/data/dataset_spec.h"
#include "tricky/data/study_folder.h"
#include "tricky/stimuli/image_file.h"
#include "tricky/stimuli/image_set.h"
#include "tricky/stimuli/views.h"

namespace {

using namespace tricky;
using namespace tricky::stimuli;

constexpr int kSide = 224;

void run(const std::string& folder, const std::string& what, int n_passes) {
  const StudyFolder study(folder);
  const auto images = open_image_set(read_dataset_spec(study.study_file()), study, Split::test);
  const TrainingView crop{{TrainingView::Step::random_resized_crop, TrainingView::Step::flip}, 0, kSide, 1312};
  const EvaluationView evaluation{EvaluationView::Kind::centre_crop, 256, kSide, 1312};
  ViewBuffers buffers;
  RgbImage seen = black_image(kSide, kSide);
  const auto view = [&](std::size_t i, int pass) {
    if (what == "crop") {
      view_for_training(*images, i, crop, {kSide, kSide}, pass, buffers, seen.pixels.data());
    } else if (what == "evaluate") {
      view_for_evaluation(*images, i, evaluation, {kSide, kSide}, buffers, seen.pixels.data());
    } else {
      images->read(i, buffers.image);
    }
  };
  if (n_passes == 0) {
    for (std::size_t i = 0; i < images->size(); ++i) {
      view(i, 0);
      std::printf("%s %s\n", images->item(i).path.c_str(), sha256_of_pixels(seen).c_str());
    }
  }
  for (int pass = 1; pass <= n_passes; ++pass) {
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < images->size(); ++i) view(i, pass);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%.1f\n", static_cast<double>(images->size()) / seconds);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: input_pipeline STUDY decode|crop|evaluate|noise PASSES\n", stderr);
    return 2;
  }
  try {
    run(argv[1], argv[2], std::atoi(argv[3]));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
