// A file descriptor with one owner.
//
//     Descriptor socket{::socket(AF_INET, SOCK_STREAM, 0)};
//     ::listen(socket.number(), 128);      // closed when it goes out of scope
#pragma once

#include <utility>

#include <unistd.h>

namespace actor {

class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool open() const { return number_ >= 0; }
    /// Closes now and returns what close() said: 0, or -1 with errno set.
    int close() { return ::close(std::exchange(number_, -1)); }

  private:
    int number_ = -1;
};

} // namespace actor
