#include "audit/checkpoint.h"
#include "audit/hex.h"
#include "audit/proof.h"
#include "audit/words.h"
#include "core/audit/audit_operations.h"
#include "dialects/common/query_reader.h"
#include "dialects/native/audit_read.h"
#include "dialects/native/codec.h"
#include "dialects/native/handlers.h"
#include "json/writer.h"

namespace selfsame::native {
namespace {

void encode_head(const core::AuditHead& head, json::Writer& out) {
  out.begin_object()
      .field("owner_kind", audit::word(head.owner.kind))
      .field("owner_id", core::HexId(head.owner.id))
      .field("first_sequence", head.first_sequence)
      .field("sequence", head.sequence)
      .field("hash", audit::to_hex(head.hash))
      .field("occurred_at", core::format_microseconds(head.occurred_at))
      .field("checkpoint_sequence", head.signed_sequence)
      .end_object();
}

/// What is read in one step, by whoever may read the log.
template <class Answer>
class OneStep final : public dialect::LongRead {
 public:
  OneStep(const Input& input, Answer answer) : input_(input), answer_(std::move(answer)) {}

  core::Result<Next> step(core::ReadTransaction& tx, const core::OperationContext& context,
                          http::Response& response) override {
    const auto log = core::authorize_any_log(tx, context, input_.id);
    if (!log) return std::unexpected(log.error());
    begin_answer(response, "application/json");
    auto status = answer_(tx, input_, *log, response.body);
    if (!status) return std::unexpected(std::move(status.error()));
    return Next::complete;
  }
  [[nodiscard]] bool is_streamed() const override { return false; }

 private:
  const Input input_;
  const Answer answer_;
};

core::Status write_checkpoints(core::ReadTransaction& tx, const Input& input,
                               const core::AuditLog& log, std::string& body) {
  std::vector<core::FieldError> errors;
  dialect::QueryReader in(input.query, errors);
  const auto after = in.number("after").value_or(0);
  const auto limit = decode_limit(in);
  if (!errors.empty()) return core::invalid(std::move(errors));
  const auto checkpoints = tx.audit_checkpoints(log.id, after + 1, limit);
  body += R"({"items":[)";
  for (std::size_t i = 0; i < checkpoints.size(); ++i) {
    if (i > 0) body += ',';
    body += audit::checkpoint_json(checkpoints[i]);
  }
  body += R"(],"next":)";
  body += checkpoints.size() < limit ? "null" : std::to_string(checkpoints.back().sequence);
  body += '}';
  return {};
}

core::Result<core::AuditRecord> find_record(core::ReadTransaction& tx, const Input& input,
                                            const core::AuditLog& log) {
  std::vector<core::FieldError> errors;
  dialect::QueryReader in(input.query, errors);
  const auto id = in.id<core::AuditRecordId>("record");
  if (!errors.empty()) return core::invalid(std::move(errors));
  if (!id) return core::fail_field("/record", "must be the id of a record in this log");
  auto record = tx.find_audit_record(*id);
  if (!record || !core::contains(log, *record)) {
    return core::fail(core::ErrorCode::not_found, core::Reason::none,
                      "There is no such record in this log.");
  }
  return std::move(*record);
}

core::Status write_proof(core::ReadTransaction& tx, const Input& input, const core::AuditLog& log,
                         std::string& body) {
  const auto record = find_record(tx, input, log);
  if (!record) return std::unexpected(record.error());
  const auto checkpoints = tx.audit_checkpoints(log.id, record->sequence, 1);
  const auto proof =
      checkpoints.empty() ? std::nullopt : audit::make_proof(tx, *record, checkpoints.front());
  if (!proof) {
    return core::fail(core::ErrorCode::conflict, core::Reason::none,
                      "No checkpoint vouches for this record yet. Make one with POST to "
                      "`checkpoints`, or wait for the next.");
  }
  body += audit::proof_json(*proof);
  return {};
}

}  // namespace

core::Status list_audit_logs(core::ReadTransaction& tx, const core::OperationContext& context,
                             const Input& input, std::string& body) {
  std::vector<core::FieldError> errors;
  dialect::QueryReader in(input.query, errors);
  const auto after = in.id<core::UserId>("after");  // an owner's id, of whatever kind
  const auto limit = decode_limit(in);
  if (!errors.empty()) return core::invalid(std::move(errors));
  const auto heads =
      core::list_audit_logs(tx, context, after ? std::optional(after->bytes) : std::nullopt, limit);
  if (!heads) return std::unexpected(heads.error());
  json::Writer out(body);
  out.begin_object().key("items").begin_array();
  for (const auto& head : *heads) encode_head(head, out);
  out.end_array().key("next");
  if (heads->size() < limit) {
    out.null();
  } else {
    out.string(core::HexId(heads->back().owner.id));
  }
  out.end_object();
  return {};
}

core::Status get_audit_key(core::ReadTransaction& tx, const core::OperationContext& context,
                           const Input& input, std::string& body) {
  const auto may = core::list_audit_logs(tx, context, std::nullopt, 1);
  if (!may) return std::unexpected(may.error());
  json::Writer(body)
      .begin_object()
      .field("algorithm", "Ed25519")
      .field("public_key", input.services->checkpoint_signer.public_key())
      .end_object();
  return {};
}

std::unique_ptr<dialect::LongRead> list_audit_checkpoints(const Input& input) {
  return std::make_unique<OneStep<decltype(&write_checkpoints)>>(input, &write_checkpoints);
}

std::unique_ptr<dialect::LongRead> prove_audit_record(const Input& input) {
  return std::make_unique<OneStep<decltype(&write_proof)>>(input, &write_proof);
}

core::Result<Action> sign_audit_log(const Input& input, const boost::json::value& /*body*/) {
  return [owner = input.id, &signer = input.services->checkpoint_signer](
             core::WriteTransaction& tx, const core::OperationContext& context,
             std::string& body) -> core::Status {
    const auto checkpoint = core::sign_audit_log(tx, context, owner, signer);
    if (!checkpoint) return std::unexpected(checkpoint.error());
    body += audit::checkpoint_json(*checkpoint);
    return {};
  };
}

}  // namespace selfsame::native
