/// Reads rows of comma-separated values as RFC 4180 describes them: quotes around cells, doubled inside
/// of them, line breaks and commas within. A semicolon or a tab is the separator where the first row
/// has no comma outside of quotes, as spreadsheets of some countries write it.
struct CSVReader {
  /// Longest row in bytes: far above any contact, and small enough that a file that is no table, or
  /// lacks a closing quote, does not fill the memory.
  static let rowBytesMax = 262_144

  /// Number of the line in which the last row began, from 1.
  private(set) var line = 0
  private let bytes: ByteReader
  private var separator: UInt8?
  private var nextLine = 1
  private var pushedBack: UInt8?

  init(_ bytes: ByteReader) {
    self.bytes = bytes
  }

  /// The next row that is not empty; nil at the end.
  mutating func next() throws(Refusal) -> [String]? {
    while let row = try self.row() {
      if row != [""] { return row }
    }
    return nil
  }

  private mutating func row() throws(Refusal) -> [String]? {
    self.line = self.nextLine
    // The first row is split after it was read whole: its commas decide about the separator.
    var cells: [[UInt8]] = []
    var cell: [UInt8] = []
    var candidates: [(at: Int, byte: UInt8)] = []
    var byteCount = 0
    var isQuoted = false
    var isAtStart = true
    var hasAny = false
    if self.line == 1 { try self.skipByteOrderMark() }
    while let byte = try self.take() {
      hasAny = true
      byteCount += 1
      guard byteCount <= Self.rowBytesMax else {
        throw self.failure(isQuoted ? "has a quote that is not closed" : "is too long")
      }
      if byte == 0x0a { self.nextLine += 1 }
      if isQuoted {
        guard byte == UInt8(ascii: "\"") else {
          cell.append(byte)
          continue
        }
        guard let following = try self.take() else {
          isQuoted = false
          break
        }
        if following == UInt8(ascii: "\"") {
          cell.append(following)
        } else {
          isQuoted = false
          self.pushedBack = following
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\"") where isAtStart:
        isQuoted = true
        isAtStart = false
      case 0x0a:
        if cell.last == 0x0d, self.separator != nil { cell.removeLast() }
        return try self.texts(of: cells + [cell], candidates)
      case _ where byte == self.separator:
        cells.append(cell)
        cell = []
        isAtStart = true
      case UInt8(ascii: ","), UInt8(ascii: ";"), 0x09:
        if self.separator == nil {
          candidates.append((cell.count, byte))
          isAtStart = true
        } else {
          isAtStart = false
        }
        cell.append(byte)
      default:
        isAtStart = false
        cell.append(byte)
      }
    }
    guard !isQuoted else { throw self.failure("has a quote that is not closed") }
    guard hasAny else { return nil }
    return try self.texts(of: cells + [cell], candidates)
  }

  /// Cells as texts. The first row is split only now.
  private mutating func texts(
    of cells: [[UInt8]], _ candidates: [(at: Int, byte: UInt8)]
  ) throws(Refusal) -> [String] {
    var cells = cells
    if self.separator == nil {
      let found = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09].first { byte in
        candidates.contains { $0.byte == byte }
      }
      self.separator = found ?? UInt8(ascii: ",")
      var line = cells[0]
      if line.last == 0x0d { line.removeLast() }
      var start = 0
      cells = []
      for candidate in candidates where candidate.byte == self.separator {
        cells.append(Array(line[start..<candidate.at]))
        start = candidate.at + 1
      }
      cells.append(Array(line[start...]))
    }
    var texts: [String] = []
    for cell in cells {
      guard let text = String(validating: cell, as: UTF8.self) else {
        throw self.failure("is not UTF-8")
      }
      texts.append(text)
    }
    return texts
  }

  private mutating func take() throws(Refusal) -> UInt8? {
    if let byte = self.pushedBack {
      self.pushedBack = nil
      return byte
    }
    return try self.bytes.next()
  }

  /// Byte order mark, as some spreadsheets write it at the beginning of a file.
  private mutating func skipByteOrderMark() throws(Refusal) {
    guard let first = try self.bytes.next() else { return }
    guard first == 0xef else {
      self.pushedBack = first
      return
    }
    guard try self.bytes.next() == 0xbb, try self.bytes.next() == 0xbf else {
      throw self.failure("is not UTF-8")
    }
  }

  private func failure(_ what: String) -> Refusal {
    .here(
      "\(self.bytes.name): line \(self.line) \(what).", next: "latchkey contact import --help",
      .usage)
  }
}
