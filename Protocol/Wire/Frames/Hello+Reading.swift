extension Hello {
  /// Reads the body of a HELLO.
  ///
  /// - Parameter bytes: Exactly one HELLO.
  /// - Throws: ``CBORError`` when it is malformed or a limit in it is below what LKP/1 allows.
  public init(reading bytes: Span<UInt8>) throws(CBORError) {
    self.init()
    var reader = CBORReader(bytes)
    var hasVersions = false
    var map = try reader.readMap()
    while let key = try map.nextKey(from: &reader) {
      switch key {
      case .unsigned(1):
        self.versions = try Self.readVersions(&reader)
        hasVersions = true
      case .unsigned(2):
        self.frameBytesMax = try Self.readLimit(&reader, floor: WireLimits.frameBytesFloor)
      case .unsigned(3):
        self.messageBytesMax = try Self.readLimit(&reader, floor: WireLimits.messageBytesFloor)
      case .unsigned(4):
        let start = reader.offset
        let credit = try reader.readUnsigned32()
        guard credit >= StreamCredit.floor else { throw CBORError(.outOfRange, at: start) }
        self.streamCredit = credit
      case .unsigned(5): self.schemaHash = try reader.readBytes(count: 32...32)
      case .unsigned(6): self.agent = try reader.readText(bytesMax: Self.agentBytesMax)
      case .unsigned(7): self.features = try Self.readFeatures(&reader)
      case .unsigned(8): self.instance = try reader.readBytes(count: 16...16)
      case .unsigned(9): self.peer = try Self.readPeer(&reader)
      case .unsigned(10): self.streamsMax = try Self.readLimit(&reader, floor: 1)
      case .unsigned, .negative, .text: try reader.passUnknown(key, of: map)
      }
    }
    try reader.expectEnd()
    guard hasVersions else { throw CBORError(.missingKey, at: 0) }
  }

  /// The version that both sides speak: the highest one, or nil.
  public static func common(
    _ ours: ClosedRange<UInt32>, _ theirs: ClosedRange<UInt32>
  ) -> UInt32? {
    guard ours.overlaps(theirs) else { return nil }
    return min(ours.upperBound, theirs.upperBound)
  }

  private static func readVersions(
    _ reader: inout CBORReader
  ) throws(CBORError) -> ClosedRange<UInt32> {
    let start = reader.offset
    guard try reader.readArrayHeader() == 2 else { throw CBORError(.invalidValue, at: start) }
    let low = try reader.readUnsigned32()
    let high = try reader.readUnsigned32()
    guard low <= high else { throw CBORError(.invalidValue, at: start) }
    return low...high
  }

  private static func readLimit(
    _ reader: inout CBORReader, floor: Int
  ) throws(CBORError) -> Int {
    let start = reader.offset
    let value = try reader.readClampedInt()
    guard value >= floor else { throw CBORError(.outOfRange, at: start) }
    return value
  }

  private static func readFeatures(_ reader: inout CBORReader) throws(CBORError) -> [String] {
    let start = reader.offset
    let count = try reader.readArrayHeader()
    guard count <= Self.featuresMax else { throw CBORError(.invalidValue, at: start) }
    var features: [String] = []
    for _ in 0..<count {
      features.append(try reader.readText(bytesMax: Self.featureBytesMax))
    }
    return features
  }

  private static func readPeer(_ reader: inout CBORReader) throws(CBORError) -> Peer {
    var peer = Peer(uid: .max, gid: .max, pid: 0)
    var map = try reader.readMap()
    while let key = try map.nextKey(from: &reader) {
      switch key {
      case .unsigned(1): peer.uid = try reader.readUnsigned32()
      case .unsigned(2): peer.gid = try reader.readUnsigned32()
      case .unsigned(3): peer.pid = try reader.readUnsigned32()
      case .unsigned, .negative, .text: try reader.passUnknown(key, of: map)
      }
    }
    return peer
  }
}
