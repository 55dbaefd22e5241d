// Unary echo over gRPC C++ on a Unix socket, bodies as raw bytes, completion queues on both sides.
//
//   grpc-cpp-echo server PATH
//   grpc-cpp-echo client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <time.h>

namespace {

constexpr const char *kMethod = "/bench.Echo/Get";
constexpr uint64_t kWarmUpNanoseconds = 500'000'000;
constexpr size_t kLatenciesMax = 8'000'000;

// A service of one unary method without a message type: generated code would only add protobuf.
class Echo : public grpc::Service {
 public:
  Echo() {
    AddMethod(new grpc::internal::RpcServiceMethod(
        kMethod, grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRaw(0);
  }

  void Request(grpc::ServerContext *context, grpc::ByteBuffer *request,
               grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> *response,
               grpc::ServerCompletionQueue *queue, void *tag) {
    RequestAsyncUnary(0, context, request, response, queue, queue, tag);
  }
};

// One call on the server, from its arrival until its answer is written.
struct Served {
  grpc::ServerContext context;
  grpc::ByteBuffer body;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer{&context};
  bool answered = false;
};

int Serve(const std::string &path) {
  Echo echo;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("unix:" + path, grpc::InsecureServerCredentials());
  builder.RegisterService(&echo);
  auto queue = builder.AddCompletionQueue();
  auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::puts("ready");
  std::fflush(stdout);
  auto expect = [&] {
    auto *call = new Served;
    echo.Request(&call->context, &call->body, &call->writer, queue.get(), call);
  };
  // As many wait as are in flight at most here: none has to be made while a call waits for it.
  for (int count = 0; count < 64; count++) expect();
  void *tag;
  bool ok;
  while (queue->Next(&tag, &ok)) {
    auto *call = static_cast<Served *>(tag);
    if (call->answered || !ok) {
      delete call;
      continue;
    }
    call->answered = true;
    call->writer.Finish(call->body, grpc::Status::OK, call);
    expect();
  }
  return 0;
}

uint64_t Nanoseconds(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

// Collects round trips; says when it begins to measure and what came out.
class Sampler {
 public:
  explicit Sampler(double seconds) : duration_(static_cast<uint64_t>(seconds * 1e9)) {
    latencies_.reserve(kLatenciesMax);
  }

  bool Done() const { return done_; }

  // Counts a call that began at a moment and is over now.
  uint64_t Record(uint64_t since) {
    uint64_t now = Nanoseconds(CLOCK_MONOTONIC);
    if (done_) return now;
    if (begin_ == 0) {
      if (now - start_ < kWarmUpNanoseconds) return now;
      std::puts("{\"phase\": \"measuring\"}");
      std::fflush(stdout);
      cpu_ = Nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
      begin_ = Nanoseconds(CLOCK_MONOTONIC);
      return now;
    }
    calls_++;
    if (latencies_.size() < kLatenciesMax && since >= begin_)
      latencies_.push_back(static_cast<uint32_t>(now - since));
    if (now - begin_ >= duration_) {
      done_ = true;
      Finish(now - begin_);
    }
    return now;
  }

 private:
  double Microseconds(double share) const {
    if (latencies_.empty()) return 0;
    auto index = static_cast<size_t>(static_cast<double>(latencies_.size()) * share);
    return latencies_[std::min(index, latencies_.size() - 1)] / 1000.0;
  }

  void Finish(uint64_t elapsed) {
    uint64_t cpu = Nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_;
    std::sort(latencies_.begin(), latencies_.end());
    std::printf(
        "{\"phase\": \"done\", \"calls\": %zu, \"seconds\": %.6f, \"cpuSeconds\": %.6f, "
        "\"p50\": %.3f, \"p99\": %.3f, \"p999\": %.3f}\n",
        calls_, static_cast<double>(elapsed) / 1e9, static_cast<double>(cpu) / 1e9,
        Microseconds(0.5), Microseconds(0.99), Microseconds(0.999));
    std::fflush(stdout);
  }

  uint64_t start_ = Nanoseconds(CLOCK_MONOTONIC);
  uint64_t duration_;
  uint64_t begin_ = 0;
  uint64_t cpu_ = 0;
  size_t calls_ = 0;
  std::vector<uint32_t> latencies_;
  bool done_ = false;
};

// One call of the client. A context serves one call only, so each call is a new object.
struct Called {
  grpc::ClientContext context;
  grpc::ByteBuffer answer;
  grpc::Status status;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  uint64_t begun = 0;
};

int Call(const std::string &path, size_t payload, int in_flight, double seconds) {
  grpc::GenericStub stub(
      grpc::CreateChannel("unix:" + path, grpc::InsecureChannelCredentials()));
  grpc::CompletionQueue queue;
  grpc::Slice slice(std::string(payload, 7));
  grpc::ByteBuffer body(&slice, 1);
  Sampler sampler(seconds);
  int open = 0;
  auto begin = [&](uint64_t moment) {
    auto *call = new Called;
    call->begun = moment;
    call->reader = stub.PrepareUnaryCall(&call->context, kMethod, body, &queue);
    call->reader->StartCall();
    call->reader->Finish(&call->answer, &call->status, call);
    open++;
  };
  for (int count = 0; count < in_flight; count++) begin(Nanoseconds(CLOCK_MONOTONIC));
  void *tag;
  bool ok;
  while (open > 0 && queue.Next(&tag, &ok)) {
    std::unique_ptr<Called> call(static_cast<Called *>(tag));
    open--;
    if (!ok || !call->status.ok() || call->answer.Length() != payload) {
      std::fprintf(stderr, "A call failed: %s\n", call->status.error_message().c_str());
      std::_Exit(1);
    }
    uint64_t now = sampler.Record(call->begun);
    if (!sampler.Done()) begin(now);
  }
  return 0;
}

}  // namespace

int main(int count, char **words) {
  if (count == 3 && std::strcmp(words[1], "server") == 0) return Serve(words[2]);
  if (count == 6 && std::strcmp(words[1], "client") == 0)
    return Call(words[2], std::strtoul(words[3], nullptr, 10), std::atoi(words[4]),
                std::atof(words[5]));
  std::fputs("usage: server PATH | client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS\n", stderr);
  return 2;
}
