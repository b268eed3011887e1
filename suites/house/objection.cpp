#include "house/objection.hpp"

#include "house/source_tree.hpp"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

namespace house {

std::string objection(const std::string &schema_name, const nlohmann::json &file)
{
    rapidjson::Document written;
    if (written.Parse(text_of("ci/schema/" + schema_name).c_str()).HasParseError()) return schema_name + " is no JSON";
    const rapidjson::SchemaDocument schema(written);
    rapidjson::Document read;
    if (read.Parse(file.dump().c_str()).HasParseError()) return "no JSON";
    rapidjson::SchemaValidator validator(schema);
    if (read.Accept(validator)) return "";
    rapidjson::StringBuffer where;
    validator.GetInvalidDocumentPointer().StringifyUriFragment(where);
    return std::string(where.GetString()) + " breaks " + validator.GetInvalidSchemaKeyword();
}

} // namespace house
