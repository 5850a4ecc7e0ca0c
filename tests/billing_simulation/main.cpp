// Years of subscriptions whose payments fail, while the server is killed at random: nothing may be
// charged twice, nothing lost.
//   billing_simulation [--subscriptions N] [--years N] [--seed N] [--quick]

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "audit/verify.h"
#include "billing/verify_ledgers.h"
#include "core/time.h"
#include "crypto/sodium.h"
#include "tests/billing_simulation/market.h"
#include "tests/billing_simulation/reporter.h"
#include "tests/billing_simulation/run_files.h"
#include "tests/billing_simulation/server.h"
#include "tests/billing_simulation/shared_world.h"
#include "tests/billing_simulation/supervisor.h"
#include "tests/billing_simulation/timeline.h"
#include "tests/billing_simulation/verification.h"

namespace {

using namespace selfsame::simulation;  // NOLINT(google-build-using-namespace): this is its program

struct Options {
  Scale scale;
  Lifetimes lifetimes;
  std::string under = std::filesystem::temp_directory_path();
  std::string serve_in;  ///< not empty: be the server
  bool keep = false;
};

void read_options(CLI::App& app, int argc, char** argv, Options& options) {
  bool quick = false;
  std::int64_t shortest = 0;
  std::int64_t longest = 0;
  auto* subscriptions =
      app.add_option("--subscriptions", options.scale.subscriptions, "How many (10000)")
          ->check(CLI::Range(1, 1'000'000));
  auto* years =
      app.add_option("--years", options.scale.years, "How long (10)")->check(CLI::Range(1, 100));
  app.add_option("--seed", options.scale.seed, "Of what people do, and of the kills (1)");
  app.add_option("--shortest-life", shortest, "Until the server is killed, in ms (100; quick: 20)");
  app.add_option("--longest-life", longest, "Likewise (3000; quick: 150)");
  app.add_flag("--quick", quick, "500 subscriptions for 3 years");
  app.add_option("--under", options.under, "Where the run's directory is made")
      ->check(CLI::ExistingDirectory);
  app.add_flag("--keep", options.keep, "Leave the run's directory there");
  app.add_option("--serve-in", options.serve_in)->group("");
  app.parse(argc, argv);
  if (quick && subscriptions->empty()) options.scale.subscriptions = 500;
  if (quick && years->empty()) options.scale.years = 3;
  if (quick) options.lifetimes = {std::chrono::milliseconds(20), std::chrono::milliseconds(150)};
  if (shortest > 0) options.lifetimes.shortest = std::chrono::milliseconds(shortest);
  if (longest > 0) options.lifetimes.longest = std::chrono::milliseconds(longest);
  if (options.lifetimes.shortest > options.lifetimes.longest) {
    throw CLI::ValidationError("the shortest life is longer than the longest");
  }
}

class RunDirectory {
 public:
  RunDirectory(const std::string& under, bool keep) : keep_(keep) {
    files_.directory = under + "/selfsame-billing-XXXXXX";
    if (mkdtemp(files_.directory.data()) == nullptr) {
      throw std::runtime_error("cannot make a directory under " + under);
    }
  }
  ~RunDirectory() {
    if (keep_) {
      std::cout << "kept: " << files_.directory << '\n';
    } else {
      std::error_code left_as_it_is;
      std::filesystem::remove_all(files_.directory, left_as_it_is);
    }
  }
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;
  [[nodiscard]] const RunFiles& files() const { return files_; }

 private:
  RunFiles files_;
  bool keep_;
};

std::vector<std::string> server_arguments(const Options& options, const RunFiles& files) {
  return {"--serve-in",      files.directory,
          "--subscriptions", std::to_string(options.scale.subscriptions),
          "--years",         std::to_string(options.scale.years),
          "--seed",          std::to_string(options.scale.seed)};
}

/// Whether nobody changed a record, by the hashes alone.
bool verify_chains(selfsame::core::Store& store, const Reporter& reporter) {
  const auto report = selfsame::audit::verify_store(store, {});
  for (const auto& place : report.bad) std::cout << selfsame::audit::describe(place) << '\n';
  reporter.say() << report.records << " audit records in " << report.logs << " chains"
                 << (report.is_whole() ? ", whole" : ": NOT whole") << std::endl;
  return report.is_whole();
}

/// The same of the ledgers, as the operator may ask it.
bool verify_ledgers(selfsame::core::Store& store, const Reporter& reporter) {
  selfsame::billing::LedgerReport report;
  store.read_and_wait(
      [&](selfsame::core::ReadTransaction& tx) { report = selfsame::billing::verify_ledgers(tx); });
  reporter.say() << report.items << " items in " << report.owners << " ledgers"
                 << (report.is_whole() ? ", whole" : ": NOT whole: " + report.wrong) << std::endl;
  return report.is_whole();
}

void print(const Totals& totals) {
  std::cout << totals.subscriptions << " subscriptions, of which " << totals.open
            << " are open at the end\n"
            << totals.charges << " charges (" << totals.renewals << " renewals), " << totals.credits
            << " credits\n"
            << totals.payments << " payments, " << totals.failed_payments << " failed payments, "
            << totals.refunds << " refunds\n"
            << totals.failures << " times not paid in time, " << totals.expiries
            << " subscriptions expired\n";
}

bool verify_run(const RunFiles& files, const Market& market, const SharedWorld& world, Stage end,
                const Reporter& reporter) {
  reporter.say() << "comparing the store with " << market.size() << " lives in memory" << std::endl;
  const auto store = open_store(files);
  const auto findings = verify(*store, market, world, end);
  print(findings.totals);
  if (findings.wrong_users > 0) {
    reporter.say() << findings.wrong_users << " users are WRONG; the first is "
                   << findings.first_wrong << std::endl;
  }
  const bool are_ledgers_whole = verify_ledgers(*store, reporter);
  const bool are_chains_whole = verify_chains(*store, reporter);
  store->close();
  return findings.wrong_users == 0 && are_ledgers_whole && are_chains_whole;
}

int simulate(const Options& options) {
  const auto& scale = options.scale;
  const Stage end{stages_in(scale.years)};
  const RunDirectory directory(options.under, options.keep);
  const auto& files = directory.files();
  SharedWorld::create(files.world(), scale.subscriptions);
  SharedWorld world(files.world());
  Reporter reporter(world, end);
  std::cout << scale.subscriptions << " subscriptions, " << scale.years << " years, seed "
            << scale.seed << ", in " << files.directory << std::endl;
  const auto kills = supervise(server_arguments(options, files), options.lifetimes, scale.seed,
                               [&](std::uint64_t so_far) { reporter.look(so_far); });
  reporter.say_progress(kills);
  const Market market(scale.seed, scale.subscriptions);
  const bool is_right = verify_run(files, market, world, end, reporter);
  reporter.say() << kills << " kills; " << world.progress().unheard
                 << " times the server had done something and died before it could say so\n";
  if (kills == 0) {
    std::cout << "nobody was killed, so nothing was tested: give it more to do\n";
    return 1;
  }
  std::cout << (is_right ? "nothing was charged twice, nothing was lost\n" : "");
  return is_right ? 0 : 1;
}

int serve(const Options& options) {
  die_with_parent();
  const Market market(options.scale.seed, options.scale.subscriptions);
  Server(RunFiles{options.serve_in}, market).run({stages_in(options.scale.years)});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Years of subscriptions whose payments fail, while the server is killed at random.");
  Options options;
  try {
    read_options(app, argc, argv, options);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  try {
    selfsame::crypto::initialize();
    return options.serve_in.empty() ? simulate(options) : serve(options);
  } catch (const std::exception& error) {
    std::cerr << "billing_simulation: " << error.what() << '\n';
    return 1;
  }
}
