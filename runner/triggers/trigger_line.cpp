#include "triggers/trigger_line.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "clock.h"
#include "tricky/data/errors.h"

namespace tricky::runner {

namespace {

constexpr std::int64_t kMs_ns = 1'000'000;
constexpr std::size_t kUsualCodes = 256;  // between two events of the journal

std::int64_t now_ns() { return MonotonicClock().now_ns(); }

std::string fault_text(const std::string& port, SerialPort::Write how) {
  return how == SerialPort::Write::full ? "trigger port " + port + " takes no bytes: nobody reads at its other end"
                                        : "trigger port " + port + " is gone";
}

}  // namespace

class TriggerLine::Lock {
 public:
  explicit Lock(pthread_mutex_t& mutex) : mutex_(mutex) { ::pthread_mutex_lock(&mutex_); }
  ~Lock() { ::pthread_mutex_unlock(&mutex_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  pthread_mutex_t& mutex_;
};

TriggerLine::TriggerLine(const std::string& port, int baud, int pulse_ms)
    : port_(port, baud), pulse_ms_(pulse_ms), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw IoError("the thread that ends trigger pulses cannot be started");
  sent_.reserve(kUsualCodes);
  pthread_mutexattr_t inheriting;
  ::pthread_mutexattr_init(&inheriting);
  ::pthread_mutexattr_setprotocol(&inheriting, PTHREAD_PRIO_INHERIT);
  ::pthread_mutex_init(&mutex_, &inheriting);
  ::pthread_mutexattr_destroy(&inheriting);
  thread_ = std::thread([this] { run(); });
}

TriggerLine::~TriggerLine() {
  ends_ = true;
  wake();
  thread_.join();
  ::pthread_mutex_destroy(&mutex_);
  ::close(wake_);
}

void TriggerLine::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = ::write(wake_, &one, sizeof one);
}

void TriggerLine::note_fault(SerialPort::Write how) {
  int none = 0;
  if (fault_.compare_exchange_strong(none, static_cast<int>(how))) wake();
}

void TriggerLine::send(int code, std::int64_t t_ns) {
  SerialPort::Write how = SerialPort::Write::taken;
  {
    const Lock lock(mutex_);
    how = port_.write(static_cast<std::uint8_t>(code));
    if (pulse_ms_ > 0 && how == SerialPort::Write::taken) pulse_over_ns_ = now_ns() + pulse_ms_ * kMs_ns;
  }
  sent_.push_back({code, t_ns, how != SerialPort::Write::taken});
  if (how != SerialPort::Write::taken) {
    note_fault(how);
  } else if (pulse_ms_ > 0) {
    wake();
  }
}

void TriggerLine::end_pulse() {
  SerialPort::Write how = SerialPort::Write::taken;
  {
    const Lock lock(mutex_);
    if (pulse_over_ns_ == 0 || now_ns() < pulse_over_ns_) return;  // another code came meanwhile
    how = port_.write(0);
    pulse_over_ns_ = 0;
  }
  if (how != SerialPort::Write::taken) note_fault(how);
}

void TriggerLine::run() {
  bool told = false;
  for (;;) {
    const std::int64_t over_ns = pulse_over_ns_;
    if (over_ns == 0 && ends_) return;
    pollfd woken{wake_, POLLIN, 0};
    const std::int64_t left_ns = std::max<std::int64_t>(0, over_ns - now_ns());
    const timespec wait{left_ns / (1000 * kMs_ns), left_ns % (1000 * kMs_ns)};
    ::ppoll(&woken, 1, over_ns == 0 ? nullptr : &wait, nullptr);
    std::uint64_t n = 0;
    [[maybe_unused]] const ssize_t read = ::read(wake_, &n, sizeof n);
    end_pulse();
    if (fault_ == 0 || told) continue;
    told = true;
    std::fprintf(stderr, "tricky-runner: %s; the session goes on without its triggers\n",
                 fault_text(port_.name(), static_cast<SerialPort::Write>(fault_.load())).c_str());
  }
}

void TriggerLine::put_sent(Value& event) {
  if (!sent_.empty()) {
    Value all = Value::Array{};
    for (const Sent& each : sent_) {
      Value one;
      one["code"] = each.code;
      one["t_ns"] = each.t_ns;
      if (each.lost) one["lost"] = true;
      all.push_back(std::move(one));
    }
    event["triggers"] = std::move(all);
    sent_.clear();
  }
  if (const int fault = fault_; fault != 0 && !fault_kept_) {
    fault_kept_ = true;
    event["trigger_fault"] = fault_text(port_.name(), static_cast<SerialPort::Write>(fault));
  }
}

Value TriggerLine::description() const {
  Value value;
  value["port"] = port_.name();
  if (const std::string device = port_.device(); !device.empty()) value["device"] = device;
  value["baud"] = port_.baud();
  value["pulse_ms"] = pulse_ms_;
  return value;
}

}  // namespace tricky::runner
