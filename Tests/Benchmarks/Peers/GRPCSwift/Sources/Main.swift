import GRPCCore
import GRPCNIOTransportHTTP2Posix
import LatchkeySocket
import Measure
import Synchronization

/// Unary echo over grpc-swift-2 and its NIO transport, in plain text over a Unix socket, bodies as
/// raw bytes.
@main
struct GRPCSwiftEcho {
  static let method = MethodDescriptor(fullyQualifiedService: "bench.Echo", method: "Get")

  static func main() async throws {
    switch EchoOrder.fromCommandLine() {
    case .server(let path):
      let server = GRPCServer(
        transport: .http2NIOPosix(
          address: .unixDomainSocket(path: path), transportSecurity: .plaintext),
        services: [EchoService()])
      announceReadiness()
      try await server.serve()
    case .client(let path, let payloadBytes, let inFlight, let seconds):
      try await withGRPCClient(
        transport: .http2NIOPosix(
          target: .unixDomainSocket(path: path), transportSecurity: .plaintext)
      ) { client in
        try await call(client, payloadBytes, inFlight, seconds)
      }
    case .idle(let path, let connections):
      print("No idle mode: \(path), \(connections).")
    }
  }

  private static func call(
    _ client: GRPCClient<HTTP2ClientTransport.Posix>, _ payloadBytes: Int, _ inFlight: Int,
    _ seconds: Double
  ) async throws {
    let sampler = SharedSampler(seconds: seconds)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<inFlight {
        group.addTask {
          let payload = [UInt8](repeating: 7, count: payloadBytes)
          var moment = MonotonicInstant.now
          while !sampler.isDone {
            let answer = try await client.unary(
              request: ClientRequest(message: payload), descriptor: Self.method,
              serializer: RawBytes(), deserializer: RawBytes(), options: .defaults
            ) { try $0.message }
            precondition(answer.count == payloadBytes, "An echo is as long as the call.")
            moment = sampler.record(since: moment)
          }
        }
      }
      try await group.waitForAll()
    }
  }
}

struct EchoService: RegistrableRPCService {
  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    router.registerHandler(
      forMethod: GRPCSwiftEcho.method, deserializer: RawBytes(), serializer: RawBytes()
    ) { request, _ in
      let single = try await ServerRequest(stream: request)
      return StreamingServerResponse(single: ServerResponse(message: single.message))
    }
  }
}

/// Bodies as they are.
struct RawBytes: MessageSerializer, MessageDeserializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes {
    Bytes(message)
  }

  func deserialize<Bytes: GRPCContiguousBytes>(_ serializedMessageBytes: Bytes) throws -> [UInt8] {
    serializedMessageBytes.withUnsafeBytes { Array($0) }
  }
}

/// Callers run on many threads here.
final class SharedSampler: Sendable {
  private let sampler: Mutex<Sampler>

  init(seconds: Double) {
    self.sampler = Mutex(Sampler(seconds: seconds))
  }

  var isDone: Bool { self.sampler.withLock { $0.isDone } }

  func record(since moment: MonotonicInstant) -> MonotonicInstant {
    self.sampler.withLock { $0.record(since: moment) }
  }
}
