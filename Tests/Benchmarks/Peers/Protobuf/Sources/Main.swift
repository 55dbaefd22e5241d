import Foundation
import HotExamples
import LatchkeyHot
import LatchkeySchema
import Measure
import SwiftProtobuf

/// The hot messages through our codec and through swift-protobuf, in turns within one process;
/// prints nanoseconds as one object of JSON.
///
///     protobuf-codecs ROUNDS MILLISECONDS
///
/// Both begin and end with what a caller holds: a message on one side, an array of bytes on the
/// other.
@main
struct ProtobufCodecs {
  static func main() throws {
    var turns = Turns()
    try Self.addRequest(to: &turns)
    try Self.addResponse(to: &turns)
    try turns.run()
  }

  private static func addRequest(to turns: inout Turns) throws {
    let ours = HotExample.request
    var theirs = ProtobufRequest()
    theirs.session = ours.session.withBytes { span in
      unsafe span.withUnsafeBufferPointer { unsafe Data($0) }
    }
    try Self.add(
      "request", ours, theirs, to: &turns, ourGist: { $0.session.byteCount },
      theirGist: { $0.session.count })
  }

  private static func addResponse(to turns: inout Turns) throws {
    let ours = HotExample.response
    var theirs = ProtobufResponse()
    theirs.accountID = ours.accountID
    theirs.population = ours.population.rawValue
    theirs.credentialEpoch = ours.credentialEpoch
    theirs.idleExpiresAt = ours.idleExpiresAt.rawValue
    theirs.expiresAt = ours.expiresAt.rawValue
    try Self.add(
      "response", ours, theirs, to: &turns, ourGist: { Int($0.credentialEpoch) },
      theirGist: { Int($0.credentialEpoch) })
  }

  private static func add<Ours: DirectMessage, Theirs: SwiftProtobuf.Message & Equatable>(
    _ name: String, _ ours: Ours, _ theirs: Theirs, to turns: inout Turns,
    ourGist: @escaping (Ours) -> Int, theirGist: @escaping (Theirs) -> Int
  ) throws {
    let ourBytes = DirectCoding.encode(ours)
    let theirBytes: [UInt8] = try theirs.serializedBytes()
    guard try DirectCoding.decode(Ours.self, from: ourBytes) == ours,
      try Theirs(serializedBytes: theirBytes) == theirs
    else { fatalError("Both codecs give back what they got.") }

    turns.note("\(name) direct bytes", ourBytes.count)
    turns.note("\(name) protobuf bytes", theirBytes.count)
    turns.add("\(name) direct encode") { DirectCoding.encode(ours).count }
    turns.add("\(name) protobuf encode") {
      let bytes: [UInt8] = try theirs.serializedBytes()
      return bytes.count
    }
    turns.add("\(name) direct decode") {
      ourGist(try DirectCoding.decode(Ours.self, from: ourBytes))
    }
    turns.add("\(name) protobuf decode") {
      theirGist(try Theirs(serializedBytes: theirBytes))
    }
  }
}
