import Foundation
import SwiftProtobuf

// The fields of the hot messages as protobuf has them. Written by hand, in the form that the library
// asks of a message: fields in a plain struct, a switch over field numbers to read, a visitor to
// write, and `==` in full, because the library's own asks for it in turn.

/// `VerifySession` as a message of protobuf.
struct ProtobufRequest: Sendable {
  var session = Data()
  var unknownFields = UnknownStorage()
}

/// The answer to `VerifySession` as a message of protobuf.
struct ProtobufResponse: Sendable {
  var accountID: Int64 = 0
  var population = ""
  var credentialEpoch: Int64 = 0
  var idleExpiresAt: Int64 = 0
  var expiresAt: Int64 = 0
  var unknownFields = UnknownStorage()
}

extension ProtobufRequest: SwiftProtobuf.Message, _MessageImplementationBase {
  static let protoMessageName = "bench.VerifySession"

  mutating func decodeMessage<D: SwiftProtobuf.Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeSingularBytesField(value: &self.session)
      default: break
      }
    }
  }

  func traverse<V: Visitor>(visitor: inout V) throws {
    // The third form of the format does not write what has its initial value.
    if !self.session.isEmpty {
      try visitor.visitSingularBytesField(value: self.session, fieldNumber: 1)
    }
    try self.unknownFields.traverse(visitor: &visitor)
  }

  static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.session == rhs.session && lhs.unknownFields == rhs.unknownFields
  }
}

extension ProtobufResponse: SwiftProtobuf.Message, _MessageImplementationBase {
  static let protoMessageName = "bench.VerifySession.Response"

  mutating func decodeMessage<D: SwiftProtobuf.Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeSingularInt64Field(value: &self.accountID)
      case 2: try decoder.decodeSingularStringField(value: &self.population)
      case 3: try decoder.decodeSingularInt64Field(value: &self.credentialEpoch)
      case 4: try decoder.decodeSingularInt64Field(value: &self.idleExpiresAt)
      case 5: try decoder.decodeSingularInt64Field(value: &self.expiresAt)
      default: break
      }
    }
  }

  func traverse<V: Visitor>(visitor: inout V) throws {
    if self.accountID != 0 {
      try visitor.visitSingularInt64Field(value: self.accountID, fieldNumber: 1)
    }
    if !self.population.isEmpty {
      try visitor.visitSingularStringField(value: self.population, fieldNumber: 2)
    }
    if self.credentialEpoch != 0 {
      try visitor.visitSingularInt64Field(value: self.credentialEpoch, fieldNumber: 3)
    }
    if self.idleExpiresAt != 0 {
      try visitor.visitSingularInt64Field(value: self.idleExpiresAt, fieldNumber: 4)
    }
    if self.expiresAt != 0 {
      try visitor.visitSingularInt64Field(value: self.expiresAt, fieldNumber: 5)
    }
    try self.unknownFields.traverse(visitor: &visitor)
  }

  static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.accountID == rhs.accountID && lhs.population == rhs.population
      && lhs.credentialEpoch == rhs.credentialEpoch && lhs.idleExpiresAt == rhs.idleExpiresAt
      && lhs.expiresAt == rhs.expiresAt && lhs.unknownFields == rhs.unknownFields
  }
}
