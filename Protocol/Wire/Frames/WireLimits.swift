/// Every limit of LKP/1 as a value, so that a test can set each of them low.
///
/// The defaults are the protocol's. A HELLO may announce less, never more.
public struct WireLimits: Hashable, Sendable {
  /// Longest frame body, in bytes.
  public var frameBytesMax = 65_536
  /// Longest message body, in bytes: a request's or a response's.
  public var messageBytesMax = 1_048_576
  /// Room in a message's envelope for everything but the body, in bytes: metadata, names, actor.
  public var envelopeBytesMax = 16_384
  /// Longest actor token, in bytes.
  public var actorBytesMax = 4_096
  /// Longest body of a frame before the HELLO was understood, in bytes.
  public var helloBytesMax = 1_024
  /// A declared length above this many times ``frameBytesMax`` ends the connection at once; less is
  /// read over and costs its stream.
  public var oversizeFactor = 16
  /// Streams open on one connection, and handlers that run for it.
  public var streamsMax = 64
  /// Bytes of unfinished messages that one connection may make its peer keep.
  public var assemblyBytesMax = 33_554_432
  /// Streams with frames that are still to be read over after a refusal.
  public var discardedStreamsMax = 128
  /// Highest stream number. Above it, a new connection is needed.
  public var streamNumberMax: UInt32 = 0x7FFF_FFFF
  /// CANCELs within ``cancelWindowMilliseconds`` before a client is told to calm down.
  public var cancelsMax = 200
  /// Length of the window for ``cancelsMax``, in milliseconds.
  public var cancelWindowMilliseconds: UInt64 = 10_000
  /// Least distance between two PINGs, in milliseconds.
  public var pingIntervalMilliseconds: UInt64 = 10_000
  /// PINGs that come too early before the connection is sent away.
  public var pingStrikesMax = 3
  /// Credit of a stream's DATA before any CREDIT, in bytes: what one stream makes its receiver keep,
  /// next to one message. At least ``StreamCredit/floor``.
  public var streamCredit: UInt32 = 262_144

  /// Least frame size that a HELLO may announce, in bytes: an ERROR with its details always fits.
  public static let frameBytesFloor = 20_480
  /// Least message size that a HELLO may announce, in bytes.
  public static let messageBytesFloor = 1_024

  /// The limits of LKP/1.
  public init() {}

  /// Longest chain of frames that makes up one message, in bytes.
  public var assembledBytesMax: Int { self.messageBytesMax + self.envelopeBytesMax }
}
