/// How a side introduces itself, in at most 1 024 bytes.
///
///     {1: [min, max], ? 2: maxFrame, ? 3: maxMessage, ? 4: streamCredit, ? 5: schemaHash bstr32,
///      ? 6: agent tstr, ? 7: [+ feature tstr], ? 8: instance bstr16, ? 9: {1: uid, 2: gid, 3: pid},
///      ? 10: maxStreams}
public struct Hello: Hashable, Sendable {
  /// Longest name of a program, in bytes.
  public static let agentBytesMax = 128
  /// Most features, and longest name of one in bytes.
  public static let featuresMax = 16
  /// Longest name of a feature, in bytes.
  public static let featureBytesMax = 32

  /// How the server sees the client's process.
  public struct Peer: Hashable, Sendable {
    /// Effective user id.
    public var uid: UInt32
    /// Effective group id.
    public var gid: UInt32
    /// Process id; decoration, as it may be another process's by now.
    public var pid: UInt32

    /// Who the other end is.
    public init(uid: UInt32, gid: UInt32, pid: UInt32) {
      self.uid = uid
      self.gid = gid
      self.pid = pid
    }
  }

  /// Minor versions that this side speaks.
  public var versions: ClosedRange<UInt32> = 1...1
  /// Longest frame body that this side accepts, in bytes; nil is the protocol's limit.
  public var frameBytesMax: Int?
  /// Longest message that this side accepts, in bytes; nil is the protocol's limit.
  public var messageBytesMax: Int?
  /// Credit for DATA that every stream begins with, in bytes.
  public var streamCredit: UInt32?
  /// Hash of the schema.
  public var schemaHash: [UInt8]?
  /// Name and version of the program, for people.
  public var agent: String?
  /// Optional parts of the protocol that this side speaks.
  public var features: [String] = []
  /// Identity of this process's life.
  public var instance: [UInt8]?
  /// Who the client is; from servers only.
  public var peer: Peer?
  /// Streams that this side serves at once; nil is the protocol's limit. From servers only.
  public var streamsMax: Int?

  /// A HELLO of version 1 without anything optional.
  public init() {}

  /// A HELLO that announces where limits are below the protocol's.
  public init(limits: WireLimits, schemaHash: [UInt8]?, agent: String, instance: [UInt8]?) {
    let standard = WireLimits()
    self.frameBytesMax = limits.frameBytesMax < standard.frameBytesMax ? limits.frameBytesMax : nil
    self.messageBytesMax =
      limits.messageBytesMax < standard.messageBytesMax ? limits.messageBytesMax : nil
    self.streamCredit = limits.streamCredit != standard.streamCredit ? limits.streamCredit : nil
    self.streamsMax = limits.streamsMax < standard.streamsMax ? limits.streamsMax : nil
    self.schemaHash = schemaHash
    self.agent = agent
    self.instance = instance
  }

  /// Writes the body of a HELLO.
  public func write(to writer: inout CBORWriter) {
    let present = [
      true, self.frameBytesMax != nil, self.messageBytesMax != nil, self.streamCredit != nil,
      self.schemaHash != nil, self.agent != nil, !self.features.isEmpty, self.instance != nil,
      self.peer != nil, self.streamsMax != nil,
    ]
    writer.mapHeader(present.count { $0 })
    writer.unsigned(1)
    writer.arrayHeader(2)
    writer.unsigned(UInt64(self.versions.lowerBound))
    writer.unsigned(UInt64(self.versions.upperBound))
    Self.write(2, self.frameBytesMax.map(UInt64.init), to: &writer)
    Self.write(3, self.messageBytesMax.map(UInt64.init), to: &writer)
    Self.write(4, self.streamCredit.map(UInt64.init), to: &writer)
    if let hash = self.schemaHash {
      writer.unsigned(5)
      writer.bytes(hash)
    }
    if let agent = self.agent {
      writer.unsigned(6)
      writer.text(CallFailure.cut(agent, toBytes: Self.agentBytesMax))
    }
    if !self.features.isEmpty {
      writer.unsigned(7)
      writer.arrayHeader(self.features.count)
      for feature in self.features { writer.text(feature) }
    }
    if let instance = self.instance {
      writer.unsigned(8)
      writer.bytes(instance)
    }
    if let peer = self.peer {
      writer.unsigned(9)
      writer.mapHeader(3)
      Self.write(1, UInt64(peer.uid), to: &writer)
      Self.write(2, UInt64(peer.gid), to: &writer)
      Self.write(3, UInt64(peer.pid), to: &writer)
    }
    Self.write(10, self.streamsMax.map(UInt64.init), to: &writer)
  }

  private static func write(_ key: UInt64, _ value: UInt64?, to writer: inout CBORWriter) {
    guard let value else { return }
    writer.unsigned(key)
    writer.unsigned(value)
  }
}
