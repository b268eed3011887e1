// Results on their way out of a guest: whole files, each with its length and its checksum, and a mark at the end.
//
//     send_file(line, "evidence/tcp.restart.reuseaddr.json", text);      // in the guest
//     received.feed(bytes);  while (auto file = received.next()) …       // outside of it
//
// On the line: "file CRC LENGTH PACKED NAME\n", so many PACKED bytes of zlib's that unpack to LENGTH, "\n"; at the end
// "end STATUS\n". "alive\n" may stand between files where the next is long in coming. What has arrived when a guest
// dies is whole; what was damaged on its way is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace words {

/// The line holds something else than files, or a file whose checksum is another.
struct Damaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Throws std::system_error when the line cannot take it.
void send_file(int line, std::string_view name, std::string_view text);
/// The next file is long in coming, and it is worked on.
void send_alive(int line);
/// The run is over; `status` is what it ended with.
void send_end(int line, int status);

/// CRC-32 as in ISO 3309, which zip and png use; of a file, over its name, "\n" and the text.
std::uint32_t checksum(std::string_view text);

struct Sent {
    std::string name; ///< a relative path that leads nowhere above
    std::string text;
};

class Stream {
  public:
    void feed(std::string_view bytes) { heard_ += bytes; }
    /// The next whole file; nothing while it has not come. Throws Damaged.
    std::optional<Sent> next();
    /// The status of the end mark, once it has come.
    [[nodiscard]] std::optional<int> ended() const { return ended_; }

  private:
    std::string heard_;
    std::optional<int> ended_;
};

} // namespace words
