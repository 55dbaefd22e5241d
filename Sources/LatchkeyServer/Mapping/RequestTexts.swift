import LatchkeyDomain
import LatchkeySchema

// Texts and lists of requests, checked before a use case sees them.

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

/// A part of a name or an address to look for among many.
enum SearchText {
  /// The index knows parts of three characters and longer ones.
  static let charactersMin = 3

  static func checked(_ text: String) throws(FieldError) -> String {
    let text = try ShortText.checked(text, field: "search")
    guard text.count >= Self.charactersMin else {
      throw FieldError(
        field: "search", problem: "A search has at least \(Self.charactersMin) characters.")
    }
    return text
  }
}

/// The roles that a request names.
enum RoleList {
  /// Each is looked up while every other change waits; no agent holds as many.
  static let rolesMax = 100

  static func checked(_ ids: [Int64]) throws(FieldError) -> [RoleID] {
    guard ids.count <= Self.rolesMax else {
      throw FieldError(field: "roleIDs", problem: "An agent has at most \(Self.rolesMax) roles.")
    }
    return ids.map(RoleID.init)
  }
}

extension PageLimit {
  /// The rows of a page that a request asks for.
  static func checked(_ limit: Int) throws(FieldError) -> Int {
    guard (1...Self.max).contains(limit) else {
      throw FieldError(field: "limit", problem: "A page has 1 to \(Self.max) rows.")
    }
    return limit
  }
}
