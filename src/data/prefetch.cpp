#include <rectify/data/dataloader.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace rectify::data::api {

WorkerException::WorkerException(std::exception_ptr original)
    : original_exception(std::move(original)), message("Caught exception in DataLoader worker thread.") {
  try {
    std::rethrow_exception(original_exception);
  } catch (const std::exception& e) {
    message += std::string(" Original message: ") + e.what();
  } catch (...) {
  }
}

namespace detail {

struct WorkerPool::State {
  struct Result {
    std::shared_ptr<void> value;
    std::exception_ptr error;
  };
  std::mutex mutex;
  std::condition_variable work, done;
  std::deque<std::pair<uint64_t, Job>> jobs;
  std::map<uint64_t, Result> results;
  uint64_t pushed = 0, taken = 0;  // jobs' numbers begin at 0
  size_t running = 0, pending = 0;
  bool ordered = true, stopping = false;
  std::vector<std::thread> threads;

  void loop(size_t worker) {
    std::unique_lock lock(mutex);
    for (;;) {
      work.wait(lock, [&] { return stopping || !jobs.empty(); });
      if (stopping) return;
      auto [number, job] = std::move(jobs.front());
      jobs.pop_front();
      running++;
      lock.unlock();
      Result r;
      try {
        r.value = job(worker);
      } catch (...) {
        r.error = std::current_exception();
      }
      job = nullptr;
      lock.lock();
      running--;
      results.emplace(number, std::move(r));
      done.notify_all();
    }
  }
};

WorkerPool::WorkerPool(size_t workers, bool ordered) : state_(std::make_unique<State>()) {
  state_->ordered = ordered;
  for (size_t i = 0; i < workers; i++) state_->threads.emplace_back([s = state_.get(), i] { s->loop(i); });
}
WorkerPool::~WorkerPool() { stop(); }

void WorkerPool::push(Job job) {
  std::lock_guard lock(state_->mutex);
  state_->jobs.emplace_back(state_->pushed++, std::move(job));
  state_->pending++;
  state_->work.notify_one();
}
size_t WorkerPool::pending() const {
  std::lock_guard lock(state_->mutex);
  return state_->pending;
}
std::shared_ptr<void> WorkerPool::pop(optional<std::chrono::milliseconds> timeout) {
  State& s = *state_;
  std::unique_lock lock(s.mutex);
  auto ready = [&] { return !s.results.empty() && (!s.ordered || s.results.begin()->first == s.taken); };
  if (timeout)
    TORCH_CHECK(s.done.wait_for(lock, *timeout, ready),
                "Timeout in DataLoader queue while waiting for next batch (timeout was ", timeout->count(), " ms)");
  else
    s.done.wait(lock, ready);
  auto r = std::move(s.results.begin()->second);
  s.results.erase(s.results.begin());
  s.taken++;
  s.pending--;
  if (r.error) throw WorkerException(r.error);
  return r.value;
}
void WorkerPool::clear() {
  State& s = *state_;
  std::unique_lock lock(s.mutex);
  s.jobs.clear();
  s.done.wait(lock, [&] { return s.running == 0; });
  s.results.clear();
  s.pending = 0;
  s.taken = s.pushed;
}
void WorkerPool::stop() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    state_->jobs.clear();
    state_->work.notify_all();
  }
  for (auto& t : state_->threads)
    if (t.joinable()) t.join();
}

}  // namespace detail
}  // namespace rectify::data::api
