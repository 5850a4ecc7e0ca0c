#include "server/admin_runner.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <functional>
#include <stdexcept>

#include "core/limits.h"
#include "server/admin_output.h"

namespace selfsame::server {
namespace {

bool is_true(const boost::json::value& item, std::string_view key) {
  const auto* object = item.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::string filled(std::string path, const AdminCommand& command) {
  constexpr std::string_view kPlaceholder = "{id}";
  for (const auto& id : {command.id, command.item}) {
    const auto at = path.find(kPlaceholder);
    if (at != std::string::npos) path.replace(at, kPlaceholder.size(), id);
  }
  return path;
}

boost::json::value send(AdminDoor& door, const native::LocalRequest& request) {
  const auto answer = door.send(request);
  if (!answer.succeeded()) throw std::runtime_error(describe_refusal(answer));
  if (answer.body.empty()) return nullptr;
  boost::json::error_code error;
  auto value = boost::json::parse(answer.body, error);
  if (error || !value.is_object()) {
    throw std::runtime_error("the answer is not one of a Selfsame server: no JSON object");
  }
  return value;
}

/// Where a list goes on, as it is sent.
std::string after_of(const boost::json::value& next) {
  const auto* text = next.if_string();
  return text != nullptr ? std::string(*text) : boost::json::serialize(next);
}

using TakeItems = std::function<void(boost::json::array)>;

/// Reads a list page by page, at most `left` items.
void read_list(AdminDoor& door, const native::LocalRequest& wanted, std::uint64_t left,
               const TakeItems& take) {
  std::string after;
  while (true) {
    auto request = wanted;
    const auto limit = std::min<std::uint64_t>(left, core::limits::kNativePageMax);
    AdminCommand::add_parameter(request.query, "limit", std::to_string(limit));
    // What comes first in a query counts.
    if (!after.empty()) request.query.insert(0, "after=" + after + '&');
    auto page = send(door, request);
    auto& items = page.at("items").as_array();
    left -= std::min<std::uint64_t>(left, items.size());
    take(std::move(items));
    const auto& next = page.at("next");
    if (next.is_null() || left == 0) return;
    after = after_of(next);
  }
}

/// Shows what is listed, page by page. Prints nothing of a list that is refused.
class ListPrinter {
 public:
  ListPrinter(const AdminCommand& command, bool json, std::ostream& out)
      : command_(command), json_(json), table_(*command.list, out), out_(out) {}
  void print(boost::json::array items) {
    begin();
    if (command_.only != nullptr) {
      const auto* field = command_.only;
      items.erase(std::remove_if(items.begin(), items.end(),
                                 [&](const auto& item) { return !is_true(item, field); }),
                  items.end());
    }
    if (!json_ && !items.empty()) table_.print(items);
    for (const auto& item : items) {
      if (json_) out_ << (printed_ > 0 ? ",\n" : "\n") << boost::json::serialize(item);
      ++printed_;
    }
  }
  void finish() {
    if (json_) {
      out_ << (printed_ > 0 ? "\n]\n" : "]\n");
    } else if (printed_ == 0) {
      out_ << "none\n";
    }
    out_.flush();
  }

 private:
  void begin() {
    if (json_ && !begun_) out_ << '[';
    begun_ = true;
  }

  const AdminCommand& command_;
  bool json_;
  Table table_;
  std::ostream& out_;
  bool begun_ = false;
  std::size_t printed_ = 0;
};

void run_list(AdminDoor& door, const AdminCommand& command, const native::LocalRequest& request,
              bool json, std::ostream& out) {
  ListPrinter printer(command, json, out);
  read_list(door, request, command.limit.value_or(UINT64_MAX),
            [&](boost::json::array items) { printer.print(std::move(items)); });
  printer.finish();
}

void run_one(AdminDoor& door, const AdminCommand& command, const native::LocalRequest& request,
             bool json, std::ostream& out) {
  auto answer = send(door, request);
  if (answer.is_null()) {
    if (!json) {
      out << command.done << ' ' << command.id << std::endl;
      return;
    }
    answer = boost::json::object{{"id", command.id}};
  }
  if (json) {
    out << boost::json::serialize(answer) << std::endl;
    return;
  }
  if (command.remark != nullptr) out << command.remark;
  print_object(answer.get_object(), out);
  out.flush();
}

boost::json::value read_part(AdminDoor& door, const AdminCommand& command,
                             const AdminCommand::Part& part) {
  native::LocalRequest request;
  request.path = filled(part.path, command);
  if (part.list == nullptr) return send(door, request);
  boost::json::array all;
  read_list(door, request, UINT64_MAX, [&](const boost::json::array& items) {
    all.insert(all.end(), items.begin(), items.end());
  });
  return all;
}

void run_parts(AdminDoor& door, const AdminCommand& command, bool json, std::ostream& out) {
  boost::json::object answers;
  for (const auto& part : command.parts) answers[part.title] = read_part(door, command, part);
  if (json) {
    out << boost::json::serialize(answers) << std::endl;
    return;
  }
  for (const auto& part : command.parts) {
    if (&part != &command.parts.front()) out << '\n';
    const auto& answer = answers.at(part.title);
    if (part.list == nullptr) {
      print_object(answer.get_object(), out);
      continue;
    }
    out << part.title << (answer.get_array().empty() ? ": none\n" : ":\n");
    if (!answer.get_array().empty()) Table(*part.list, out).print(answer.get_array());
  }
  out.flush();
}

}  // namespace

void run_admin_command(const AdminCommand& command, AdminDoor& door, bool json, std::ostream& out) {
  if (!command.parts.empty()) return run_parts(door, command, json, out);
  auto request = command.request;
  request.path = filled(request.path, command);
  if (command.list != nullptr) return run_list(door, command, request, json, out);
  run_one(door, command, request, json, out);
}

}  // namespace selfsame::server
