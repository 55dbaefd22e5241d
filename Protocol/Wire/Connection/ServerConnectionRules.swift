/// Times and amounts that a server's connection is held to, with the limits of frames.
public struct ServerConnectionRules: Hashable, Sendable {
  /// Limits of frames and messages.
  public var limits = WireLimits()
  /// Time for preface and HELLO, in milliseconds.
  public var helloMilliseconds: UInt64 = 2_000
  /// How long a connection may do nothing, in milliseconds.
  public var idleMilliseconds: UInt64 = 600_000
  /// How long the peer's end is awaited after ours was sent, and how long calls past their commit point have
  /// when a grace period is over, in milliseconds.
  public var lingerMilliseconds: UInt64 = 1_000
  /// How long a request waits for a handler of its connection to return, in milliseconds.
  public var slotMilliseconds: UInt64 = 100
  /// Bytes of answers that may wait for the peer before its socket is no longer read.
  public var outputBytesMax = 1_048_576
  /// Bytes that the peer must take within ``blockedMilliseconds`` while answers wait.
  public var blockedBytes: UInt64 = 65_536
  /// The span for ``blockedBytes``, in milliseconds.
  public var blockedMilliseconds: UInt64 = 5_000
  /// Bytes of credit that the client must give within ``stalledMilliseconds`` while a message waits.
  public var stalledBytes: UInt64 = 65_536
  /// The span for ``stalledBytes``, in milliseconds.
  public var stalledMilliseconds: UInt64 = 60_000

  /// The rules of LKP/1.
  public init() {}
}
