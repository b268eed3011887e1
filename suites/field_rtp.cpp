// GStreamer itself on port 5004: four receivers that share it, and sixteen streams of RTP, to one address and to a
// group.

#include "field_udp_scenes.hpp"

#include <csignal>
#include <sstream>

CHAPTER(field_rtp, "field");

using namespace suites;
using namespace suites::field_udp_scenes;

namespace {

constexpr unsigned streams = 16;
constexpr unsigned packets = 16;

struct Address {
    std::string_view label;
    std::string_view text;  ///< where senders send to
    std::string_view bound; ///< where receivers are bound
};
constexpr Address unicast{.label = "one address", .text = "127.0.0.1", .bound = "127.0.0.1:5004"};
constexpr Address multicast{.label = "a group", .text = "239.1.1.1", .bound = "0.0.0.0:5004"};

std::string file_of(std::size_t receiver) { return "/tmp/rtp" + std::to_string(receiver); }

/// A receiver that writes down each packet as it comes, behind its length.
std::string receiver(const Address &at, std::string_view reuse, std::size_t number)
{
    return "gst-launch-1.0 -q -e udpsrc address=" + std::string(at.text) +
           " port=5004 multicast-iface=lo buffer-size=212992 reuse=" + std::string(reuse) +
           " caps=application/x-rtp ! rtpstreampay ! filesink buffer-mode=unbuffered location=" + file_of(number);
}

/// A stream of numbered packets, each with 160 samples, from a port of its own.
std::string sender(const Address &to, unsigned number)
{
    return "audiotestsrc num-buffers=" + std::to_string(packets) +
           " samplesperbuffer=160 ! audio/x-raw,format=S16BE,rate=8000,channels=1 ! rtpL16pay seqnum-offset=0 ssrc=" +
           std::to_string(number) + " ! udpsink sync=false async=false host=" + std::string(to.text) +
           " port=5004 multicast-iface=lo bind-address=127.0.0.1 bind-port=" + std::to_string(20000 + number);
}

/// GStreamer, told to look at no more plugins than it needs here; it would start a second later otherwise.
Daemon gstreamer(const Host &host)
{
    auto made = host.daemon(feature::gstreamer);
    made.has_file("few-plugins", "export GST_PLUGIN_SYSTEM_PATH_1_0=/tmp/plugins GST_REGISTRY=/tmp/registry");
    made.has_file("prepare",
                  ". /tmp/few-plugins \n mkdir /tmp/plugins \n for name in coreelements udp rtp audiotestsrc; do "
                  "ln -s /usr/lib/*/gstreamer-1.0/libgst$name.so /tmp/plugins/; done \n "
                  "exec gst-launch-1.0 -q fakesrc num-buffers=1 ! fakesink");
    if (const auto end = made.runs({"sh", "/tmp/prepare"}); end != "exit 0")
        throw Unmet("gst-launch-1.0", "exit 0", end);
    return made;
}

void receive(const Daemon &by, const Address &at)
{
    std::string script = ". /tmp/few-plugins";
    for (std::size_t number = 0; number < four.size(); ++number)
        script += "\n " + receiver(at, "true", number) + " &";
    by.has_file("receivers", script + "\n wait");
    by.starts({"sh", "/tmp/receivers"});
    by.listens(udp4, std::string(at.bound), four.size());
}

/// What became of sixteen streams, sent by one program at the same time.
struct Streams {
    Reached reached{four, streams, packets};
    bool in_order = true;

    Streams(const Daemon &by, const Address &to)
    {
        std::string script = ". /tmp/few-plugins \n exec gst-launch-1.0 -q";
        for (unsigned number = 0; number < streams; ++number)
            script += " " + sender(to, number);
        by.has_file("senders", script);
        if (const auto end = by.runs({"sh", "/tmp/senders"}); end != "exit 0")
            throw Unmet("the senders", "exit 0", end);
        by.keeper().does("await-drained", std::string(udp4.label), std::string(to.bound));
        for (const pid_t process : by.processes("udpsrc")) {
            by.signals(process, SIGINT); // it writes down what it has got, and ends
            by.ends(process);
        }
        for (std::size_t at = 0; at < four.size(); ++at)
            read(at, by.keeper().asked("rtp-streams", file_of(at)).text);
    }

    /// "0:0-15 7:0-3,5,4"
    void read(std::size_t receiver, const std::string &told)
    {
        std::istringstream words(told);
        for (std::string one; words >> one && one != "none";) {
            const auto colon = one.find(':');
            const auto number = static_cast<unsigned>(std::stoul(one.substr(0, colon)));
            std::istringstream runs(one.substr(colon + 1));
            unsigned least = 0;
            for (std::string run; std::getline(runs, run, ',');) {
                const auto dash = run.find('-');
                const auto first = static_cast<unsigned>(std::stoul(run));
                const auto last =
                    dash == std::string::npos ? first : static_cast<unsigned>(std::stoul(run.substr(dash + 1)));
                in_order = in_order && first >= least;
                least = last + 1;
                for (auto packet = first; packet <= last; ++packet)
                    reached.add(receiver, std::to_string(number * packets + packet));
            }
        }
    }

    /// "in order at one receiver", "in order at every receiver"; "out of order", "parted" when a stream reached
    /// several, or what is missing.
    [[nodiscard]] Seen order() const
    {
        const bool at_every_one = reached.copies() == "each arrived once at every one";
        std::string what = at_every_one ? "in order at every receiver" : "in order at one receiver";
        if (!at_every_one && reached.accounted() != "each arrived once") {
            what = reached.accounted();
        } else if (!at_every_one && reached.steadiness() != "every flow stayed") {
            what = "parted";
        } else if (!in_order) {
            what = "out of order";
        }
        return received(what, reached.counts());
    }
};

} // namespace

CLAIM(
    "field.gstreamer.same-receiver",
    "Video by RTP with GStreamer: each of sixteen streams to port 5004 reaches one of four receivers that share it by "
    "`reuse=true`, and in the order in which it was sent.",
    "use.rtp"_said)
{
    auto host = trial.host();
    {
        const auto alone = gstreamer(host);
        alone.has_file("first", ". /tmp/few-plugins \n exec " + receiver(unicast, "false", 0));
        alone.has_file("second", ". /tmp/few-plugins \n " + receiver(unicast, "false", 1) +
                                     " 2>&1 | grep -o 'Address already in use'");
        alone.starts({"sh", "/tmp/first"});
        alone.listens(udp4, std::string(unicast.bound), 1);
        trial.contrast("what a second receiver says with `reuse=false`", alone.says({"sh", "/tmp/second"}))
            .is("Address already in use");
    }
    const auto player = gstreamer(host);
    receive(player, unicast);
    const Streams seen(player, unicast);
    trial.expect("where the streams arrive with `reuse=true`", seen.order()).is("in order at one receiver");
    trial.expect("how many receivers get any", udp_balance_scenes::how_many(seen.reached)).is("several");
}

CLAIM("field.gstreamer.multicast",
      "Video by RTP with GStreamer to a multicast group: each of four receivers on port 5004 gets every stream, in the "
      "order in which it was sent; to one address, one of them.",
      "use.rtp"_said)
{
    auto host = trial.host();
    const auto seen = [&](const Address &to) {
        const auto player = gstreamer(host);
        receive(player, to);
        return Streams(player, to).order();
    };
    trial.contrast("where streams to one address arrive", seen(unicast)).is("in order at one receiver");
    trial.expect("where streams to a group arrive", seen(multicast)).is("in order at every receiver");
}
