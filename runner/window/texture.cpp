#include "window/texture.h"

#include <GL/gl.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "tricky/data/errors.h"

namespace tricky::runner {

ImTextureID upload(const stimuli::RgbImage& image) {
  GLuint id = 0;
  glGenTextures(1, &id);
  glBindTexture(GL_TEXTURE_2D, id);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, image.width_px, image.height_px, 0, GL_RGB, GL_UNSIGNED_BYTE,
               image.pixels.data());
  if (const GLenum error = glGetError(); error != GL_NO_ERROR) {
    throw IoError("an image of " + std::to_string(image.width_px) + "x" + std::to_string(image.height_px) +
                  " cannot be uploaded to the graphics card (OpenGL error " + std::to_string(error) + ")");
  }
  return reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(id));
}

void discard(std::vector<Texture>& textures) {
  for (const Texture& texture : textures) {
    const auto id = static_cast<GLuint>(reinterpret_cast<std::uintptr_t>(texture.id));
    glDeleteTextures(1, &id);
  }
  textures.clear();
}

stimuli::RgbImage read_back(const Box& box, int height_px) {
  stimuli::RgbImage image = stimuli::black_image(static_cast<int>(box.width), static_cast<int>(box.height));
  const std::size_t row_bytes = image.pixels.size() / static_cast<std::size_t>(image.height_px);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  std::vector<std::uint8_t> upside_down(image.pixels.size());
  glReadPixels(static_cast<int>(box.x), height_px - static_cast<int>(box.bottom()), image.width_px, image.height_px,
               GL_RGB, GL_UNSIGNED_BYTE, upside_down.data());
  for (std::size_t y = 0; y < static_cast<std::size_t>(image.height_px); ++y) {
    const std::size_t from = (static_cast<std::size_t>(image.height_px) - 1 - y) * row_bytes;
    std::memcpy(image.pixels.data() + y * row_bytes, upside_down.data() + from, row_bytes);
  }
  return image;
}

}  // namespace tricky::runner
