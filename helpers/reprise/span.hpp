// Endpoints as the steps of flows write them, and the numbers in those steps.
//
//     count_of("127.0.0.1:20000..20063")      // 64
//     port_of("127.0.0.1:8080")               // "8080"
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace reprise {

std::string port_of(const std::string &endpoint);

/// Whether each receives a copy of what is sent there, and no hash is asked.
bool is_for_all(const std::string &endpoint);

std::optional<std::size_t> number_in(const std::string &text);

/// How many endpoints a span is.
std::size_t count_of(const std::string &span);

} // namespace reprise
