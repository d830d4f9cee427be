#pragma once

#include <span>
#include <vector>

#include "tricky/protocols/study.h"

namespace tricky::engine {

/// Prints the chosen networks and what differs from base, as a table or as JSON.
enum class ListFormat { table, json };
void print_networks(const protocols::Study& study, std::span<const protocols::NetworkVariant> networks,
                    std::span<const std::size_t> chosen, ListFormat format);

}  // namespace tricky::engine
