#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/result.h"
#include "json/object_reader.h"

/// What an organization keeps as JSON, for those who read it. Source: reference 6.10.
namespace selfsame::rebilly {

/// As `core::OrganizationProfileEdit` has texts: no value stays, an inner absent one clears.
using DocumentEdit = std::optional<std::optional<std::string>>;

DocumentEdit read_questionnaire(json::ObjectReader& in, std::vector<core::FieldError>& errors);

/// Each number with its four properties: what a client says of `isValid` does not count.
DocumentEdit read_tax_numbers(json::ObjectReader& in, std::vector<core::FieldError>& errors);

/// What `settings` is to become: `given` over what is stored, as RFC 7396 merges. Properties that it
/// does not know are kept.
/// Errors: invalid, at places below `/settings`.
core::Result<std::string> merge_settings(const std::optional<std::string>& stored,
                                         const boost::json::object& given);

/// What `settings` is to become: nothing but `given`.
/// Errors: as of `merge_settings`.
core::Result<std::string> check_settings(boost::json::object given);

}  // namespace selfsame::rebilly
