import Foundation
import LatchkeyBase
import LatchkeySchema

/// Contacts of a file: a table with a row of titles, or JSON lines.
struct ContactRows {
  /// A row, parsed and as it stands in the file.
  struct Row {
    var contact: ImportRow
    var cells: [String]
  }

  /// Meaning of a column or a JSON key.
  private enum Field {
    case name
    case email
    case login
    case phone
    case locale
    case hash

    /// Reads a title by its letters: case, spaces and underscores are ignored.
    init?(title: String) {
      let letters = title.lowercased().filter { $0.isLetter }
      switch letters {
      case "name", "displayname", "fullname": self = .name
      case "email", "emails", "mail", "address", "emailaddress": self = .email
      case "login", "loginname", "username": self = .login
      case "phone", "phonenumber", "telephone", "mobile": self = .phone
      case "locale", "language": self = .locale
      case "passwordhash", "hash": self = .hash
      default: return nil
      }
    }
  }

  /// Titles of a table; nil for lines of JSON.
  let titles: [String]?
  /// Titles of ignored columns.
  let leftOut: [String]
  private let fields: [Field?]
  private let isTable: Bool
  private let bytes: ByteReader
  private var table: CSVReader
  private var count: Int64 = 0

  /// Opens a file. Without `isTable`, names in `.jsonl` and `.ndjson` mean JSON lines, others a table.
  init(path: String, isTable: Bool?) throws(Refusal) {
    self.isTable = isTable ?? !(path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson"))
    self.bytes = try ByteReader(path: path)
    self.table = CSVReader(self.bytes)
    guard self.isTable else {
      (self.titles, self.leftOut, self.fields) = (nil, [], [])
      return
    }
    guard let titles = try self.table.next() else {
      throw .here("\(self.bytes.name) is empty.", next: nil, .usage)
    }
    let known = titles.map { Field(title: $0) }
    guard known.contains(.name) else {
      throw .here(
        "\(self.bytes.name) has no column \"name\" in its first row.",
        next: "latchkey contact import --help", .usage)
    }
    self.titles = titles
    self.fields = known
    self.leftOut = zip(titles, known).filter { $1 == nil && !$0.isEmpty }.map(\.0)
  }

  /// The next row; nil at the end.
  mutating func next() throws(Refusal) -> Row? {
    self.isTable ? try self.nextOfTable() : try self.nextOfLines()
  }

  private mutating func nextOfTable() throws(Refusal) -> Row? {
    guard let cells = try self.table.next() else { return nil }
    guard cells.count <= self.fields.count else {
      throw .here(
        "\(self.bytes.name): line \(self.table.line) has more cells than there are titles.",
        next: nil, .usage)
    }
    self.count += 1
    var contact = ImportRow(row: self.count, displayName: "", emails: [])
    for (field, cell) in zip(self.fields, cells) { Self.put([cell], field, &contact) }
    return Row(contact: contact, cells: cells)
  }

  private mutating func nextOfLines() throws(Refusal) -> Row? {
    while let line = try self.line() {
      self.count += 1
      let text = String(decoding: line, as: UTF8.self)
      if text.allSatisfy(\.isWhitespace) { continue }
      guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      else {
        throw .here(
          "\(self.bytes.name): line \(self.count) is not a JSON object.", next: nil, .usage)
      }
      var contact = ImportRow(row: self.count, displayName: "", emails: [])
      for (key, value) in object {
        let texts = value as? [String] ?? (value as? String).map { [$0] } ?? []
        Self.put(texts, Field(title: key), &contact)
      }
      return Row(contact: contact, cells: [text])
    }
    return nil
  }

  private func line() throws(Refusal) -> [UInt8]? {
    var line: [UInt8] = []
    var hasAny = false
    while let byte = try self.bytes.next() {
      hasAny = true
      if byte == 0x0a { break }
      guard line.count < CSVReader.rowBytesMax else {
        throw .here(
          "\(self.bytes.name): line \(self.count + 1) is too long.", next: nil, .usage)
      }
      line.append(byte)
    }
    return hasAny ? line : nil
  }

  private static func put(_ texts: [String], _ field: Field?, _ contact: inout ImportRow) {
    let texts = texts.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    guard let field, let text = texts.first else { return }
    switch field {
    case .name: contact.displayName = text
    // Several addresses in one cell: none of these separators occurs in an address.
    case .email:
      contact.emails += texts.flatMap {
        $0.split { $0 == ";" || $0 == "," || $0.isWhitespace }.map(String.init)
      }
    case .login: contact.loginName = text
    case .phone: contact.phone = text
    case .locale: contact.locale = text
    case .hash: contact.passwordHash = Secret(text)
    }
  }
}
