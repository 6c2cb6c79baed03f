// Making one child process with its three pipes.
#include "runtime/process/spawn.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

extern char **environ;

namespace asl::process {

namespace {

/// A pipe whose ends close themselves.
class Pipe {
public:
  ~Pipe() {
    for (int end : ends_)
      if (end >= 0)
        ::close(end);
  }
  bool open() { return ::pipe2(ends_, O_CLOEXEC) == 0; }
  int end(int which) const { return ends_[which]; }
  /// Our end, which is not to block.
  int take(int which) {
    int end = ends_[which];
    ends_[which] = -1;
    ::fcntl(end, F_SETFL, ::fcntl(end, F_GETFL) | O_NONBLOCK);
    return end;
  }

private:
  int ends_[2] = {-1, -1};
};

/// Our environment with some variables set.
std::vector<std::string>
environmentWith(const std::vector<std::pair<std::string, std::string>> &added) {
  std::vector<std::string> result;
  for (char **entry = environ; *entry != nullptr; ++entry) {
    std::string_view variable = *entry;
    std::string_view name = variable.substr(0, variable.find('='));
    bool replaced = false;
    for (const auto &[other, value] : added)
      replaced |= other == name;
    if (!replaced)
      result.emplace_back(variable);
  }
  for (const auto &[name, value] : added)
    result.push_back(name + "=" + value);
  return result;
}

std::vector<char *> pointers(const std::vector<std::string> &texts) {
  std::vector<char *> result;
  for (const std::string &text : texts)
    result.push_back(const_cast<char *>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

/// Own group; none of the signals that this program blocks or ignores for itself.
class Attributes {
public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                               POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes &) = delete;
  Attributes &operator=(const Attributes &) = delete;
  const posix_spawnattr_t *get() const { return &attributes_; }

private:
  posix_spawnattr_t attributes_;
};

class Actions {
public:
  Actions() { posix_spawn_file_actions_init(&actions_); }
  ~Actions() { posix_spawn_file_actions_destroy(&actions_); }
  Actions(const Actions &) = delete;
  Actions &operator=(const Actions &) = delete;
  posix_spawn_file_actions_t *get() { return &actions_; }

private:
  posix_spawn_file_actions_t actions_;
};

/// The soft limit of descriptors before it was raised; 0: it was not.
rlim_t formerDescriptorLimit = 0;

/// Many programs take a high limit for a reason to touch every descriptor.
void restoreDescriptorLimit(pid_t pid) {
  rlimit limit{};
  if (formerDescriptorLimit == 0 || ::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = formerDescriptorLimit;
  ::prlimit(pid, RLIMIT_NOFILE, &limit, nullptr);
}

/// Writes what the pipe holds without a reader; returns how much.
size_t writeAhead(int descriptor, std::string_view text) {
  size_t written = 0;
  while (written < text.size()) {
    ssize_t count = ::write(descriptor, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      break;
    written += static_cast<size_t>(count);
  }
  return written;
}

} // namespace

void raiseDescriptorLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max)
    return;
  rlim_t before = std::exchange(limit.rlim_cur, limit.rlim_max);
  if (::setrlimit(RLIMIT_NOFILE, &limit) == 0)
    formerDescriptorLimit = before;
}

int spawn(const ProcessSpec &spec, Spawned &child) {
  Pipe input, output, error;
  if (!input.open() || !output.open() || !error.open())
    return errno;
  Actions actions;
  posix_spawn_file_actions_adddup2(actions.get(), input.end(0), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(actions.get(), output.end(1), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(actions.get(), error.end(1), STDERR_FILENO);
  // A child that outlives this program must not keep its sockets: nobody else could listen there.
  posix_spawn_file_actions_addclosefrom_np(actions.get(), STDERR_FILENO + 1);
  if (!spec.directory.empty())
    posix_spawn_file_actions_addchdir_np(actions.get(), spec.directory.c_str());
  Attributes attributes;
  std::vector<std::string> environment = environmentWith(spec.environment);
  int status =
      posix_spawnp(&child.pid, spec.command.front().c_str(), actions.get(), attributes.get(),
                   pointers(spec.command).data(), pointers(environment).data());
  if (status != 0)
    return status;
  restoreDescriptorLimit(child.pid);
  child.input = input.take(1);
  // Most inputs fit into the pipe: then no descriptor is kept for it.
  child.written = writeAhead(child.input, spec.input);
  if (child.written == spec.input.size() && !spec.keepsInput)
    ::close(std::exchange(child.input, -1));
  child.output = output.take(0);
  child.error = error.take(0);
  child.exit = static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0));
  return 0;
}

} // namespace asl::process
