/// What a request or a message asks of the echo service.
public struct Job: Codable, Hashable, Sendable {
  /// Sizes of the answers, in bytes; -1 is a message of no bytes at all.
  public var sizes: [Int]?
  /// Counted by the service, and nothing else.
  public var payload: [UInt8]?
  /// Pause before each answer and before the failure, in milliseconds.
  public var delayMilliseconds: Int?
  /// How the call fails after its answers.
  public var error: JobError?

  enum CodingKeys: Int, CodingKey {
    case sizes = 1
    case payload = 2
    case delayMilliseconds = 3
    case error = 4
  }

  /// A job that asks for nothing unless something is said.
  public init(
    sizes: [Int]? = nil, payload: [UInt8]? = nil, delayMilliseconds: Int? = nil,
    error: JobError? = nil
  ) {
    self.sizes = sizes
    self.payload = payload
    self.delayMilliseconds = delayMilliseconds
    self.error = error
  }
}

/// A failure that was asked for.
public struct JobError: Codable, Hashable, Sendable {
  /// The status code.
  public var code: Int
  /// The sentence for people; none is an empty one.
  public var message: String?

  enum CodingKeys: Int, CodingKey {
    case code = 1
    case message = 2
  }

  /// A failure to ask for.
  public init(code: Int, message: String? = nil) {
    self.code = code
    self.message = message
  }
}

/// An answer of the echo service.
public struct Answer: Codable, Hashable, Sendable {
  /// As many zero bytes as were asked for.
  public var payload: [UInt8]
  /// What the service saw of the call.
  public var facts: Facts

  enum CodingKeys: Int, CodingKey {
    case payload = 1
    case facts = 2
  }
}

/// What the service saw of a call: so that whoever runs the cases can compare it with what was sent.
public struct Facts: Codable, Hashable, Sendable {
  /// Sizes of the payloads so far.
  public var seen: [Int]
  /// Time that is left, in milliseconds.
  public var remainingMilliseconds: Int?
  /// Names and values in turn, as they came: texts behind `t:`, bytes in hexadecimal behind `h:`.
  public var metadata: [String]
  /// The user at the other end, as the kernel says.
  public var uid: UInt32
  /// The token of the person.
  public var actor: [UInt8]?

  enum CodingKeys: Int, CodingKey {
    case seen = 1
    case remainingMilliseconds = 2
    case metadata = 3
    case uid = 4
    case actor = 5
  }
}

/// What the process of the echo service holds.
public struct Resources: Codable, Hashable, Sendable {
  /// Blocks taken from the heap since the process began.
  public var allocations: UInt64
  /// Bytes of the heap in use.
  public var heapBytes: UInt64
  /// Open descriptors.
  public var descriptors: Int
  /// Handlers that run now, this one among them.
  public var running: UInt64
  /// Connections that are open.
  public var connections: UInt64

  enum CodingKeys: Int, CodingKey {
    case allocations = 1
    case heapBytes = 2
    case descriptors = 3
    case running = 4
    case connections = 5
  }

  /// Everything at once.
  public init(
    allocations: UInt64, heapBytes: UInt64, descriptors: Int, running: UInt64, connections: UInt64
  ) {
    self.allocations = allocations
    self.heapBytes = heapBytes
    self.descriptors = descriptors
    self.running = running
    self.connections = connections
  }
}
