#include "tricky/data/session_journal.h"

#include "tricky/data/digest.h"
#include "tricky/data/errors.h"

namespace tricky {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kChainField = ",\"chain\":\"";
constexpr std::size_t kChainLength = 64;
constexpr std::size_t kTailLength = kChainField.size() + kChainLength + 2;  // … "}

/// The line's text up to its chain field.
std::string line_body(const Value& event, std::size_t n) {
  TRICKY_ASSERT(event.if_object() != nullptr);
  Value numbered;
  numbered["n"] = n;
  for (const auto& [name, value] : *event.if_object()) numbered[name] = value;
  std::string body = to_json(numbered, JsonLayout::one_line);
  body.pop_back();  // the closing brace, which goes behind the chain
  return body;
}

std::string next_chain(const std::string& previous, std::string_view body) {
  return sha256(previous + std::string(body));
}

}  // namespace

SessionJournal::SessionJournal(const fs::path& path) : file_(path) {
  const JournalContent content = read_journal(path);
  n_events_ = content.events.size();
  chain_ = content.chain;
  n_cut_bytes_ = content.n_torn_bytes;
  if (n_cut_bytes_ > 0) file_.truncate(content.n_valid_bytes);
}

void SessionJournal::append(const Value& event) {
  const std::string body = line_body(event, n_events_ + 1);
  const std::string chain = next_chain(chain_, body);
  file_.append(body + std::string(kChainField) + chain + "\"}\n");
  chain_ = chain;
  ++n_events_;
}

JournalContent read_journal(const fs::path& path) {
  JournalContent content;
  const MappedFile file(path);
  std::string_view rest = file.bytes();
  for (std::size_t n = 1; !rest.empty(); ++n) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) {
      content.n_torn_bytes = rest.size();
      break;
    }
    const std::string_view line = rest.substr(0, end);
    const auto damaged = [&](const std::string& what) {
      throw InputError({path, n, ""}, what + "; the journal was edited or damaged, lines before this one are sound");
    };
    if (line.size() < kTailLength || !line.substr(line.size() - kTailLength).starts_with(kChainField)) {
      damaged("expected a line that ends in its chain value");
    }
    const std::string_view body = line.substr(0, line.size() - kTailLength);
    const std::string_view chain = line.substr(line.size() - kChainLength - 2, kChainLength);
    const std::string expected = next_chain(content.chain, body);
    if (chain != expected) damaged("the chain value does not fit the lines up to here");
    Value event = parse_json(std::string(body) + "}", path);
    const Value* number = event.find("n");
    if (number == nullptr || number->if_integer() == nullptr || *number->if_integer() != static_cast<std::int64_t>(n)) {
      damaged("expected line number " + std::to_string(n));
    }
    event.set_line(n);
    content.events.push_back(std::move(event));
    content.chain = expected;
    content.n_valid_bytes += end + 1;
    rest.remove_prefix(end + 1);
  }
  return content;
}

}  // namespace tricky
