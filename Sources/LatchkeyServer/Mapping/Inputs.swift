import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

// What requests say, as the domain's values. Every text from outside is checked here or in the
// domain's own initialisers, and refused with the name of its field.

extension Population {
  init(_ name: PopulationName) throws(FieldError) {
    switch name {
    case .contact: self = .contact
    case .agent: self = .agent
    default:
      throw FieldError(field: "population", problem: "A population is \"contact\" or \"agent\".")
    }
  }
}

extension Timestamp {
  init(_ moment: UnixMilliseconds) { self.init(milliseconds: moment.rawValue) }
}

extension SecretBytes {
  convenience init(_ secret: Secret) {
    var bytes = secret.withBytes { span in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(span.count)
      for index in span.indices { bytes.append(span[index]) }
      return bytes
    }
    self.init(bytes)
    wipe(&bytes)
  }
}

extension AccountSelector {
  /// An account of one population: the methods of agents and those of contacts mean their own.
  init(
    _ reference: AccountReference, _ population: Population, field: String
  ) throws(FieldError) {
    switch reference {
    case .id(let id): self = .id(AccountID(rawValue: id))
    case .address(let address):
      self = .email(try EmailAddress(written: address, field: "\(field).address"), population)
    case .loginName(let name):
      self = .loginName(try LoginName(name, field: "\(field).loginName"), population)
    case .phone(let number):
      self = .phone(try PhoneNumber(number, field: "\(field).phone"), population)
    }
  }

  /// An account of either population. An address or a name says nothing without one.
  init(
    _ reference: AccountReference, in population: PopulationName?, field: String
  ) throws(FieldError) {
    if case .id(let id) = reference {
      self = .id(AccountID(rawValue: id))
      return
    }
    guard let population else {
      throw FieldError(
        field: "population", problem: "Say whose address or name it is: contact or agent.")
    }
    try self.init(reference, try Population(population), field: field)
  }
}

extension PermissionSet {
  init(named names: [PermissionName]) throws(FieldError) {
    guard names.count <= Permission.allCases.count else {
      throw FieldError(
        field: "permissions", problem: "At most \(Permission.allCases.count) permissions.")
    }
    var permissions: [Permission] = []
    for name in names {
      guard let permission = Permission.allCases.first(where: { $0.name == name.rawValue }) else {
        throw FieldError(
          field: "permissions",
          problem: "One of the permissions is not known here. Known are: "
            + Permission.allCases.map(\.name).joined(separator: ", ") + ".")
      }
      permissions.append(permission)
    }
    self.init(permissions)
  }
}

/// The roles that a request names.
enum RoleList {
  /// Each is looked up while every other change waits; nobody holds as many.
  static let rolesMax = 100

  static func checked(_ ids: [Int64]) throws(FieldError) -> [RoleID] {
    guard ids.count <= Self.rolesMax else {
      throw FieldError(field: "roleIDs", problem: "An agent has at most \(Self.rolesMax) roles.")
    }
    return ids.map(RoleID.init)
  }
}

/// How many rows a page has.
enum PageLimit {
  /// Rows in a page at most: a page stays well below the largest message.
  static let rowsMax = 200

  static func checked(_ limit: Int) throws(FieldError) -> Int {
    guard (1...Self.rowsMax).contains(limit) else {
      throw FieldError(field: "limit", problem: "A page has 1 to \(Self.rowsMax) rows.")
    }
    return limit
  }
}

/// A remark, a number or a search word from outside.
enum ShortText {
  /// 200 visible characters at most.
  static func checked(_ text: String, field: String) throws(FieldError) -> String {
    guard text.utf8.count <= 800, text.count <= 200 else {
      throw FieldError(field: field, problem: "At most 200 characters.")
    }
    if text.isEmpty { return text }
    do {
      return try DisplayName(text, field: field).text
    } catch {
      throw FieldError(
        field: field, problem: "Only visible characters, and not only spaces.")
    }
  }
}

/// A language tag.
enum LocaleTag {
  /// Letters, digits and hyphens, 2 to 35 of them (BCP 47).
  static func checked(_ text: String) throws(FieldError) -> String {
    let isFitting = text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
    guard (2...35).contains(text.utf8.count), isFitting else {
      throw FieldError(field: "locale", problem: "A locale is a language tag such as de-AT.")
    }
    return text
  }
}

extension AuditAction {
  /// The action of this name; those that begin so, when it ends with a dot.
  static func all(named text: String, field: String) throws(FieldError) -> [Self] {
    let found = self.allCases.filter {
      text.hasSuffix(".") ? $0.rawValue.hasPrefix(text) : $0.rawValue == text
    }
    guard !found.isEmpty else {
      throw FieldError(
        field: field,
        problem: "There is no such action. Take a name that entries have, such as sign_in, or the "
          + "beginning of some with a dot at its end, such as agent.")
    }
    return found
  }
}
