// Clients of the stream, and what each of them gets.
#include "runtime/observe/event_stream.h"

#include "runtime/observe/log_record.h"

#include <utility>

namespace asl::observe {

using http::server::Responder;
using http::server::Response;

namespace {

constexpr std::chrono::seconds beatInterval{15};

bool isStatus(EventType type) {
  return type == EventType::ExecutionStarted || type == EventType::ExecutionRedriven || isEnd(type);
}

bool matches(const StreamFilter &filter, const Subject &subject, const Event &event) {
  return (!filter.onlyStatus || isStatus(event.type)) &&
         (filter.stateMachineArn.empty() || filter.stateMachineArn == subject.machine->arn) &&
         (filter.executionArn.empty() || filter.executionArn == subject.arn) &&
         filter.allows(subject.arn);
}

std::string messageOf(const Observed &of, const Event &event, bool withData) {
  return std::string("event: ") + (isStatus(event.type) ? "status" : "history") +
         "\ndata: " + logRecord(of.subject, event, of.redrives, withData) + "\n\n";
}

} // namespace

void EventStream::add(Responder responder, StreamFilter filter) {
  Response response;
  response.headers = {{"Content-Type", "text/event-stream"},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}};
  response.body = "retry: 1000\n: events from now on\n\n";
  response.isStream = true;
  std::lock_guard lock(mutex_);
  response.isStream = !isStopping_;
  // The client is on the list before it hears that the stream has begun.
  if (!isStopping_) {
    count(filter, true);
    list_.push_back({responder, std::move(filter)});
  }
  responder.respond(std::move(response));
}

void EventStream::stop() {
  std::lock_guard lock(mutex_);
  isStopping_ = true;
  for (Client &client : list_)
    client.responder.finish();
  list_.clear();
  clients_ = clientsOfAll_ = clientsWithData_ = 0;
}

void EventStream::count(const StreamFilter &filter, bool comes) {
  size_t one = comes ? 1 : size_t(-1);
  clients_ += one;
  clientsOfAll_ += filter.onlyStatus ? 0 : one;
  clientsWithData_ += filter.withData ? one : 0;
}

Wanted EventStream::wants(const Subject &, EventType type) const {
  bool isSeen = clientsOfAll_ != 0 || (clients_ != 0 && isStatus(type));
  return !isSeen ? Wanted::Nothing : clientsWithData_ != 0 ? Wanted::Data : Wanted::Details;
}

void EventStream::send(Client &client, const std::string &text) {
  // Asking costs nothing: an empty text says how much waits.
  if (client.responder.send({}) + text.size() > mostBytes) {
    ++client.missed;
    ++dropped_;
    return;
  }
  if (uint64_t missed = std::exchange(client.missed, 0); missed != 0)
    client.responder.send("event: dropped\ndata: {\"count\":" + std::to_string(missed) + "}\n\n");
  client.responder.send(text);
}

void EventStream::take(const Observed &of, const Event &event, const Step &) {
  if (clients_ == 0)
    return;
  std::string plain, full;
  std::lock_guard lock(mutex_);
  for (Client &client : list_) {
    if (!matches(client.filter, of.subject, event))
      continue;
    std::string &text = client.filter.withData ? full : plain;
    if (text.empty())
      text = messageOf(of, event, client.filter.withData);
    send(client, text);
  }
}

void EventStream::rest() {
  if (clients_ == 0)
    return;
  auto now = std::chrono::steady_clock::now();
  bool isBeat = now - lastBeat_ >= beatInterval;
  if (isBeat)
    lastBeat_ = now;
  std::lock_guard lock(mutex_);
  for (auto client = list_.begin(); client != list_.end();) {
    if (!client->responder.isConnected()) {
      count(client->filter, false);
      client = list_.erase(client);
      continue;
    }
    if (isBeat)
      client->responder.send(": still here\n\n");
    ++client;
  }
}

} // namespace asl::observe
