#include "reprise/main_function.hpp"

#include "reprise/statement.hpp"

namespace reprise {

std::string main_function(const std::vector<std::string> &calls, const std::vector<std::string> &shared,
                          const std::string &platform)
{
    const auto map = [](const std::string &name) {
        return "\t" + name + " = mmap(NULL, sizeof(*" + name +
               "), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);\n";
    };
    std::string text = "int main(void)\n{\n\tcpu_set_t one;\n\n\tsetvbuf(stdout, NULL, _IOLBF, 0);\n" + map("shared");
    for (const auto &name : shared)
        text += map(name);
    text += "\tCPU_ZERO(&one);\n\tCPU_SET(sched_getcpu(), &one);\n\tsched_setaffinity(0, sizeof(one), &one);\n\n";
    for (const auto &name : calls)
        text += "\t" + name + "();\n";
    return text +
           "\tcurtain();\n\n"
           "\tif (shared->differing) {\n"
           "\t\tprintf(\"%d of %d answers differ; the first: %s.\\n\", shared->differing, shared->answers,\n"
           "\t\t       shared->first);\n"
           "\t\treturn 1;\n\t}\n"
           "\tprintf(\"All %d answers are as recorded on %s.\\n\", shared->answers, " +
           literal(platform) + ");\n\treturn 0;\n}\n";
}

} // namespace reprise
