#include "page_images.h"

#include "independent_decode.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/stimuli/image_file.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

PageImage load(const std::string& name, const StudyFolder& study, const fs::path& protocol_file) {
  PageImage image;
  image.file = name;
  const auto refuse = [&](const std::string& why) {
    throw InputError({protocol_file, 0, "instructions"}, why);
  };
  fs::path file;
  try {
    file = confined_path(study.root(), name);
  } catch (const InputError& error) {
    refuse(error.what());
  }
  if (!fs::is_regular_file(file)) {
    refuse("the image " + file.string() + " is missing; put it there, or take it from its page");
  }
  try {  // refuses damaged files and other formats in words, and large ones before decoding
    stimuli::read_image(file);
  } catch (const InputError& error) {
    const std::string what = error.what();
    refuse(what.substr(0, what.rfind("; ")) + "; save it anew as a PNG or JPEG file");
  }
  auto decoded = decode_on_white(file);
  if (!decoded) refuse("SDL2_image cannot decode " + file.string() + "; save it anew as a PNG");
  image.pixels = std::move(*decoded);
  image.sha256 = sha256_of_file(file);
  return image;
}

}  // namespace

std::vector<PageImage> load_page_images(const protocols::Protocol& protocol, const StudyFolder& study,
                                        const fs::path& protocol_file) {
  std::vector<PageImage> images;
  for (const protocols::Page& page : protocol.instructions) {
    if (!page.image.empty()) images.push_back(load(page.image, study, protocol_file));
  }
  return images;
}

Value as_value(const std::vector<PageImage>& images) {
  if (images.empty()) return {};
  Value all = Value::Array{};
  for (const PageImage& image : images) {
    Value one;
    one["file"] = image.file;
    one["sha256"] = image.sha256;
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace tricky::runner
