internal import LatchkeyApplication

/// The statements about the store as a whole.
enum DeskQuery: Int, Query {
  case globalEpoch
  case advanceGlobalEpoch
  case auditSeal
  case setAuditSeal

  static let table = Table.desk

  var sql: String {
    switch self {
    case .globalEpoch: "SELECT global_epoch FROM desk WHERE id = 1"
    case .advanceGlobalEpoch: "UPDATE desk SET global_epoch = global_epoch + 1 WHERE id = 1"
    case .auditSeal: "SELECT audit_seal FROM desk WHERE id = 1"
    case .setAuditSeal: "UPDATE desk SET audit_seal = ? WHERE id = 1"
    }
  }
}

extension Connection {
  func globalEpoch() throws(StoreError) -> Int64 {
    let epoch = try self.first(DeskQuery.globalEpoch) { row throws(StoreError) in
      try row.integer()
    }
    guard let epoch else { throw .corrupt(detail: "The store's epoch is missing.") }
    return epoch
  }

  func auditSeal() throws(StoreError) -> [UInt8]? {
    try self.first(DeskQuery.auditSeal) { row throws(StoreError) in
      try row.optionalBlob()
    } ?? nil
  }

  func setAuditSeal(_ seal: [UInt8]) throws(StoreError) {
    try self.run(DeskQuery.setAuditSeal, [.blob(seal)])
  }

  func advanceGlobalEpoch() throws(StoreError) -> Int64 {
    try self.run(DeskQuery.advanceGlobalEpoch)
    return try self.globalEpoch()
  }
}
