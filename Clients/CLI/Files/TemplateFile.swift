import Glibc
import LatchkeySchema

/// A template as people edit it: a line with the subject, an empty line, the text.
enum TemplateFile {
  /// Bytes that are read at most: more than any template has.
  private static let bytesMax = 100_000

  static func text(of template: TemplateText) -> String {
    "Subject: \(template.subject)\n\n\(template.body)\n"
  }

  /// Reads a file; `-` is standard input.
  static func read(_ path: String) throws(Refusal) -> TemplateText {
    let reader = try ByteReader(path: path)
    var bytes: [UInt8] = []
    while let byte = try reader.next() {
      guard bytes.count < Self.bytesMax else {
        throw .here("\(reader.name) is longer than any template.", next: nil, .usage)
      }
      bytes.append(byte)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .here("\(reader.name) is not UTF-8.", next: nil, .usage)
    }
    return try Self.parse(text, name: reader.name)
  }

  private static func parse(_ text: String, name: String) throws(Refusal) -> TemplateText {
    // One character in Swift, and one line end to everybody else.
    let lines = text.replacing("\r\n", with: "\n")
      .split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = lines.first, first.hasPrefix("Subject:") else {
      throw .here(
        "\(name) does not begin with a subject.",
        next: "first line \"Subject: ...\", an empty line, then the text", .usage)
    }
    let subject = first.dropFirst("Subject:".count).drop { $0 == " " }
    return TemplateText(
      subject: String(subject), body: lines.count > 1 ? String(lines[1]) : "")
  }

  /// Lets the person edit a template, and returns what came of it with the file, which stays when
  /// the service refuses it.
  static func edit(
    _ template: TemplateText, _ surroundings: Surroundings
  ) throws(Refusal) -> (text: TemplateText, path: String) {
    guard
      let editor = surroundings.variable("VISUAL") ?? surroundings.variable("EDITOR")
    else {
      throw .here(
        "No editor is named.",
        next: "set EDITOR, or give --file FILE; \"mail template preview --source\" writes one",
        .usage)
    }
    let folder = surroundings.variable("TMPDIR") ?? "/tmp"
    let path = "\(folder)/latchkey-template-\(getpid()).txt"
    let sink = try FileSink(path: path)
    try sink.write(Self.text(of: template))
    try sink.finish()
    let quoted = path.replacing("'", with: "'\\''")
    // As other programs do it: EDITOR may hold options, and so goes through the shell.
    guard unsafe system("\(editor) '\(quoted)'") == 0 else {
      Self.remove(path)
      throw .here("The editor did not end well. Nothing was changed.", next: nil, .usage)
    }
    return (try Self.read(path), path)
  }

  /// Removes the file that was edited.
  static func remove(_ path: String) {
    _ = unsafe unlink(path)
  }
}
