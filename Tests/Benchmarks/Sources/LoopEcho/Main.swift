import LatchkeyBase
import LatchkeySocket
import Measure

/// The event loop alone, to tell its share of a call from the protocol's: four bytes of length, a
/// payload, an async handler on the loop's executor, a client whose callers are tasks on its own
/// loop.
@main
struct LoopEcho {
  static func main() async throws {
    let loop = try EventLoop()
    switch EchoOrder.fromCommandLine() {
    case .server(let path):
      let listener = try UnixListener(path: path)
      let acceptor = Acceptor(loop, listener)
      loop.execute { acceptor.start() }
      announceReadiness()
      while true { try await Task.sleep(for: .seconds(3_600)) }
    case .client(let path, let payloadBytes, let inFlight, let seconds):
      try await Task(executorPreference: loop) {
        let pipe = try ClientPipe(loop, UnixConnection.connect(path: path))
        let sampler = Sampler(seconds: seconds)
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<inFlight {
            let borrowed = ThreadConfined(pipe: pipe, sampler: sampler)
            group.addTask(executorPreference: loop) {
              let payload = [UInt8](repeating: 7, count: payloadBytes)
              var moment = MonotonicInstant.now
              while !borrowed.sampler.isDone {
                let answer = await borrowed.pipe.call(payload)
                precondition(answer.count == payloadBytes, "An echo is as long as the call.")
                moment = borrowed.sampler.record(since: moment)
              }
            }
          }
        }
      }.value
      loop.shutdown()
    case .idle:
      print("The loop alone has no idle mode.")
    }
  }
}

/// Both belong to the loop's thread, and every task that touches them runs there.
struct ThreadConfined: @unchecked Sendable {
  let pipe: ClientPipe
  let sampler: Sampler
}
