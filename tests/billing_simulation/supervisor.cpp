#include "tests/billing_simulation/supervisor.h"

#include <cerrno>
#include <csignal>
#include <optional>
#include <random>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace selfsame::simulation {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenLooks{5};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

volatile std::sig_atomic_t stop_requested = 0;

/// Lets whoever ends this program leave nothing behind.
void note_requests_to_stop() {
  struct sigaction action{};
  action.sa_handler = [](int) { stop_requested = 1; };
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (sigaction(signal, &action, nullptr) != 0) fail("sigaction");
  }
}

/// The server's process. Killed at the latest when this ends.
class Process {
 public:
  explicit Process(const std::vector<std::string>& arguments) {
    std::vector<char*> texts{const_cast<char*>("billing_simulation")};
    texts.reserve(arguments.size() + 2);
    for (const auto& argument : arguments) texts.push_back(const_cast<char*>(argument.c_str()));
    texts.push_back(nullptr);
    id_ = fork();
    if (id_ < 0) fail("fork");
    if (id_ == 0) {
      execv("/proc/self/exe", texts.data());
      _exit(127);
    }
  }
  ~Process() {
    if (!has_ended_) kill_now();
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// How it ended, as `waitpid` says it; no value if it still runs.
  std::optional<int> ended() { return wait(WNOHANG); }
  /// Waits for its end, which may have come before.
  int kill_now() {
    kill(id_, SIGKILL);
    return wait(0).value();
  }

 private:
  std::optional<int> wait(int flags) {
    int status = 0;
    const auto waited = waitpid(id_, &status, flags);
    if (waited < 0) fail("waitpid");
    if (waited == 0) return std::nullopt;
    has_ended_ = true;
    return status;
  }

  pid_t id_ = 0;
  bool has_ended_ = false;
};

/// Whether it has done all; false if it was killed.
bool is_done(int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return false;
  if (WIFSIGNALED(status)) {
    throw std::runtime_error("the server died of signal " + std::to_string(WTERMSIG(status)));
  }
  throw std::runtime_error("the server failed; what it said stands above");
}

}  // namespace

std::uint64_t supervise(const std::vector<std::string>& arguments, const Lifetimes& lifetimes,
                        std::uint64_t seed, const std::function<void(std::uint64_t)>& look) {
  note_requests_to_stop();
  std::mt19937_64 engine(seed);
  std::uniform_int_distribution<std::chrono::milliseconds::rep> lifetime(lifetimes.shortest.count(),
                                                                         lifetimes.longest.count());
  for (std::uint64_t kills = 0;; ++kills) {
    const auto end = Clock::now() + std::chrono::milliseconds(lifetime(engine));
    Process server(arguments);
    std::optional<int> status;
    while (!status && Clock::now() < end) {
      if (stop_requested != 0) throw std::runtime_error("stopped");
      look(kills);
      std::this_thread::sleep_for(kBetweenLooks);
      status = server.ended();
    }
    if (!status) status = server.kill_now();
    if (is_done(*status)) return kills;
  }
}

void die_with_parent() {
  const auto parent = getppid();
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail("prctl");
  if (getppid() != parent) std::raise(SIGKILL);
}

}  // namespace selfsame::simulation
