import Glibc
import LatchkeySchema

/// A mail template as a text file: a line with the subject, an empty line, the body.
enum TemplateFile {
  /// Longest file in bytes: more than the service accepts.
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
    // CR LF is one character in Swift: without this no line would end.
    let lines = text.replacing("\r\n", with: "\n")
      .split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = lines.first, first.hasPrefix("Subject:") else {
      throw .here(
        "\(name) does not begin with a subject.",
        next: "first line \"Subject: ...\", an empty line, then the text", .usage)
    }
    let title = first.dropFirst("Subject:".count).drop { $0 == " " }
    return TemplateText(
      subject: String(title), body: lines.count > 1 ? String(lines[1]) : "")
  }

  /// Opens a template in the editor of the environment.
  ///
  /// - Returns: The edited text, and its file, which the caller removes once the service accepted it.
  static func edit(
    _ template: TemplateText, _ environment: Environment
  ) throws(Refusal) -> (text: TemplateText, path: String) {
    guard
      let editor = environment.variable("VISUAL") ?? environment.variable("EDITOR")
    else {
      throw .here(
        "No editor is named.",
        next: "set EDITOR, or give --file FILE; \"mail template preview --source\" writes one",
        .usage)
    }
    let folder = environment.variable("TMPDIR") ?? "/tmp"
    let path = "\(folder)/latchkey-template-\(getpid()).txt"
    let sink = try FileSink(path: path)
    try sink.write(Self.text(of: template))
    try sink.finish()
    let quoted = path.replacing("'", with: "'\\''")
    // EDITOR may hold options, and so goes through the shell.
    // Unsafe: a call of C with a string.
    guard unsafe system("\(editor) '\(quoted)'") == 0 else {
      Self.remove(path)
      throw .here("The editor did not end well. Nothing was changed.", next: nil, .usage)
    }
    return (try Self.read(path), path)
  }

  /// Removes an edited file.
  static func remove(_ path: String) {
    Descriptor.remove(path)
  }
}
