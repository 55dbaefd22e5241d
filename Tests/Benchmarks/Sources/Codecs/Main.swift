import Foundation
import HotExamples
import LatchkeyHot
import LatchkeySchema
import LatchkeyWire
import Measure

/// One message of six fields through JSON and CBOR, and the hot messages directly and through
/// Codable; prints nanoseconds as one object of JSON.
///
///     codecs ROUNDS MILLISECONDS
@main
struct Codecs {
  static func main() throws {
    var turns = Turns()
    try Self.addPlain(to: &turns)
    try Self.addHot("request", HotExample.request, to: &turns) { $0.session.byteCount }
    try Self.addHot("response", HotExample.response, to: &turns) { Int($0.credentialEpoch) }
    try turns.run()
  }

  private static func addPlain(to turns: inout Turns) throws {
    let message = Message.example
    let jsonEncoder = JSONEncoder()
    let jsonDecoder = JSONDecoder()
    let cborEncoder = CBOREncoder()
    let cborDecoder = CBORDecoder()
    let json = try jsonEncoder.encode(message)
    let cbor = try cborEncoder.encode(message)
    guard
      try jsonDecoder.decode(Message.self, from: json) == message,
      try cborDecoder.decode(Message.self, from: cbor) == message
    else { fatalError("Both codecs give back what they got.") }

    turns.note("json bytes", json.count)
    turns.note("cbor bytes", cbor.count)
    turns.add("json encode") { try jsonEncoder.encode(message).count }
    turns.add("cbor encode") { try cborEncoder.encode(message).count }
    turns.add("json decode") {
      try jsonDecoder.decode(Message.self, from: json).address.utf8.count
    }
    turns.add("cbor decode") {
      try cborDecoder.decode(Message.self, from: cbor).address.utf8.count
    }
  }

  private static func addHot<Hot: DirectMessage>(
    _ name: String, _ message: Hot, to turns: inout Turns, gist: @escaping (Hot) -> Int
  ) throws {
    let encoder = CBOREncoder()
    let decoder = CBORDecoder()
    let bytes = DirectCoding.encode(message)
    guard try encoder.encode(message) == bytes, try decoder.decode(Hot.self, from: bytes) == message
    else { fatalError("Both ways have the same bytes.") }

    turns.note("\(name) bytes", bytes.count)
    turns.add("\(name) codable encode") { try encoder.encode(message).count }
    turns.add("\(name) direct encode") { DirectCoding.encode(message).count }
    turns.add("\(name) codable decode") {
      gist(try decoder.decode(Hot.self, from: bytes))
    }
    turns.add("\(name) direct decode") {
      gist(try DirectCoding.decode(Hot.self, from: bytes))
    }
  }
}

/// Six fields such as a credential desk sends.
struct Message: Codable, Equatable {
  var agent: UInt64
  var address: String
  var displayName: String
  var createdAt: Int64
  var epoch: UInt32
  var isDisabled: Bool

  enum CodingKeys: Int, CodingKey {
    case agent = 1
    case address = 2
    case displayName = 3
    case createdAt = 4
    case epoch = 5
    case isDisabled = 6
  }

  static let example = Message(
    agent: 918_273_645, address: "marguerite.delacroix@example.org",
    displayName: "Marguerite Delacroix", createdAt: 1_790_000_000_123, epoch: 17, isDisabled: false)
}
