#include "report/matrix_row.hpp"

#include "report/fields.hpp"

namespace report {

std::vector<MatrixRow> matrix_rows_from(const Json &file, const std::string &where)
{
    const Fields fields(file, where);
    fields.check_schema(matrix_schema, "a matrix of kernels");
    std::vector<MatrixRow> all;
    for (const auto &one : fields.objects("rows")) {
        all.push_back({.name = one.text("name"),
                       .engine = one.text("engine"),
                       .release = one.text("release"),
                       .package = one.text("package"),
                       .reason = one.text("reason"),
                       .folder = one.text("folder"),
                       .broken = one.text("status") == "broken",
                       .attempts = one.count("attempts"),
                       .boot_s = one.number("boot_s"),
                       .run_s = one.number("run_s"),
                       .splats = one.texts("splats"),
                       .not_run = one.texts("not_run")});
    }
    return all;
}

} // namespace report
