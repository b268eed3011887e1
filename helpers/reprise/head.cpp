#include "reprise/head.hpp"

#include "reprise/layout.hpp"
#include "reprise/statement.hpp"

namespace reprise {

std::string head(const Scene &scene, const std::vector<std::string> &names)
{
    std::string text = "/*\n";
    constexpr std::size_t most = 100;
    const auto paragraph = [&](const std::string &words) {
        text += wrapped(in_comment(words), " * ", " * ", most) + " *\n";
    };
    paragraph(scene.claim);
    paragraph(scene.sentence);
    for (const auto &remark : scene.remarks)
        paragraph(remark);
    paragraph("Recorded on " + scene.platform + ". To try it here, as root:");
    text += " *     gcc -Wall -o reproducer reproducer.c && ./reproducer\n *\n";
    paragraph("Each of " + joined(names, ", ") +
              " is a process of its own. Every step is printed with the kernel's answer. The exit status is 0 when "
              "the kernel answers as recorded, 1 when an answer differs, 4 when it could not be tried.");
    text.erase(text.size() - 2);
    return text + "*/\n";
}

} // namespace reprise
