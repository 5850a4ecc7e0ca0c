#include "server/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sstream>

#include "server/version.h"

namespace selfsame::server {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

ClientMetric metric(double value, std::vector<ClientMetric::Label> labels = {}) {
  ClientMetric made;
  made.counter.value = value;
  made.gauge.value = value;
  made.label = std::move(labels);
  return made;
}

MetricFamily family(const char* name, const char* help, MetricType type,
                    std::vector<ClientMetric> metrics) {
  return {name, help, type, std::move(metrics)};
}

using LoopCounter = std::atomic<std::uint64_t> http::LoopCounters::*;

double sum(const std::vector<std::unique_ptr<http::LoopCounters>>& loops, LoopCounter counter) {
  double total = 0;
  for (const auto& loop : loops) {
    total += static_cast<double>(((*loop).*counter).load(std::memory_order_relaxed));
  }
  return total;
}

MetricFamily answers_by_class(const std::vector<const AnswerCounters*>& answers) {
  std::vector<ClientMetric> metrics;
  for (std::size_t status_class = 1; status_class <= 5; ++status_class) {
    double total = 0;
    for (const auto* counters : answers) {
      total +=
          static_cast<double>(counters->by_class[status_class].load(std::memory_order_relaxed));
    }
    metrics.push_back(metric(total, {{"class", std::to_string(status_class) + "xx"}}));
  }
  return family("selfsame_http_answers_total", "Answers by class of status.", MetricType::Counter,
                std::move(metrics));
}

}  // namespace

std::string render_metrics(const std::vector<std::unique_ptr<http::LoopCounters>>& loops,
                           const std::vector<const AnswerCounters*>& answers,
                           const core::Store::Statistics& store, const MailCounts& mail,
                           const AuditCounts& audit, const BillingCounts& billing) {
  using http::LoopCounters;
  const auto counted = [](std::uint64_t value) {
    return std::vector{metric(static_cast<double>(value))};
  };
  const auto summed = [&](LoopCounter counter) { return std::vector{metric(sum(loops, counter))}; };
  constexpr auto kCounter = MetricType::Counter;
  const std::vector<MetricFamily> families{
      family("selfsame_build_info", "Always 1; the label says the version.", MetricType::Gauge,
             {metric(1, {{"version", kVersion}})}),
      family("selfsame_http_requests_total", "Requests that were read.", kCounter,
             summed(&LoopCounters::requests)),
      answers_by_class(answers),
      family("selfsame_http_refusals_total", "Requests that HTTP's own limits refused.", kCounter,
             summed(&LoopCounters::refusals)),
      family("selfsame_http_connections_total", "Connections accepted.", kCounter,
             summed(&LoopCounters::connections_accepted)),
      family("selfsame_http_connections_refused_total", "Connections over the limit.", kCounter,
             summed(&LoopCounters::connections_refused)),
      family("selfsame_http_connections_open", "Connections open now.", MetricType::Gauge,
             summed(&LoopCounters::connections_open)),
      family("selfsame_http_received_bytes_total", "Bytes read.", kCounter,
             summed(&LoopCounters::bytes_in)),
      family("selfsame_http_sent_bytes_total", "Bytes written.", kCounter,
             summed(&LoopCounters::bytes_out)),
      family("selfsame_store_writes_total", "Changes that the store took.", kCounter,
             counted(store.write_transactions)),
      family("selfsame_store_commits_total", "Commits: one sync for a group of changes.", kCounter,
             counted(store.commits)),
      family("selfsame_store_write_failures_total", "Changes that the store could not take.",
             kCounter, counted(store.write_failures)),
      family("selfsame_cache_hits_total", "Look-ups answered from memory.", kCounter,
             counted(store.cache_hits)),
      family("selfsame_cache_misses_total", "Look-ups that went to the store.", kCounter,
             counted(store.cache_misses)),
      family("selfsame_mail_sent_total", "Mails that were handed over.", kCounter,
             counted(mail.sent)),
      family("selfsame_mail_failures_total", "Attempts to send a mail that failed.", kCounter,
             counted(mail.failures)),
      family("selfsame_mail_dead_total", "Mails that were given up.", kCounter, counted(mail.dead)),
      family("selfsame_mail_waiting", "Mails in the outbox that will be tried.", MetricType::Gauge,
             counted(mail.waiting_now)),
      family("selfsame_mail_dead", "Mails in the outbox that were given up.", MetricType::Gauge,
             counted(mail.dead_now)),
      family("selfsame_audit_failures_total",
             "Changes that were refused because they could not be recorded.", kCounter,
             counted(audit.failures)),
      family("selfsame_audit_checkpoints_total", "Checkpoints that were signed.", kCounter,
             counted(audit.checkpoints)),
      family("selfsame_audit_pruned_total", "Audit records that retention removed.", kCounter,
             counted(audit.pruned)),
      family("selfsame_audit_keeper_failures_total",
             "Attempts to sign or prune that the store refused.", kCounter,
             counted(audit.keeper_failures)),
      family("selfsame_audit_delivered_total", "Audit records that the webhook took.", kCounter,
             counted(audit.delivered)),
      family("selfsame_audit_delivery_failures_total", "Attempts that the webhook did not take.",
             kCounter, counted(audit.delivery_failures)),
      family("selfsame_audit_logs_waiting", "Logs with records that the webhook has not taken.",
             MetricType::Gauge, counted(audit.logs_waiting_now)),
      family("selfsame_billing_advanced_total", "Subscriptions for which something fell due.",
             kCounter, counted(billing.advanced)),
      family("selfsame_billing_stuck_total", "Times that a due subscription could not be advanced.",
             kCounter, counted(billing.stuck)),
      family("selfsame_billing_failures_total", "Looks for due subscriptions that ended early.",
             kCounter, counted(billing.failures)),
  };
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return out.str();
}

}  // namespace selfsame::server
