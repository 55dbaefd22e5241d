internal import CSQLite
internal import Glibc
internal import LatchkeyApplication
internal import LatchkeyBase

/// What SQLite answered when it did not do what it was asked.
///
/// Its text names tables and columns, never values.
struct Fault: Error, Hashable, Sendable {
  /// The extended result code.
  let code: Int32
  /// The `errno` of the system call below it, or 0.
  let systemError: Int32
  /// SQLite's words.
  let text: String

  /// The result code without its extension.
  var primaryCode: Int32 { self.code & 0xFF }

  /// Whether the disk, a quota or a file size limit leaves no room.
  var isFull: Bool {
    if self.primaryCode == SQLITE_FULL { return true }
    // SQLite calls only ENOSPC full; a quota or a size limit comes as an I/O error.
    return self.primaryCode == SQLITE_IOERR
      && [ENOSPC, EDQUOT, EFBIG].contains(self.systemError)
  }

  /// Whether the file's content is not what it must be.
  var isCorrupt: Bool {
    self.primaryCode == SQLITE_CORRUPT || self.primaryCode == SQLITE_NOTADB
  }

  /// Whether the file is no database at all.
  var isNoDatabase: Bool { self.primaryCode == SQLITE_NOTADB }

  /// Whether another connection holds the file.
  var isBusy: Bool { self.primaryCode == SQLITE_BUSY || self.primaryCode == SQLITE_LOCKED }

  /// Whether the file or its folder cannot be written.
  var isReadOnly: Bool {
    if self.primaryCode == SQLITE_READONLY || self.primaryCode == SQLITE_PERM { return true }
    return [EACCES, EPERM, EROFS].contains(self.systemError)
      && (self.primaryCode == SQLITE_CANTOPEN || self.primaryCode == SQLITE_IOERR)
  }

  /// What a caller of the store hears while nothing was committed yet.
  var storeError: StoreError {
    if self.isFull { return .diskFull }
    if self.isReadOnly { return .readOnly }
    if self.isCorrupt { return .corrupt(detail: self.text) }
    switch self.primaryCode {
    case SQLITE_CONSTRAINT: return self.constraintError
    // Another program holds the file, a backup perhaps: later is better.
    case SQLITE_BUSY, SQLITE_LOCKED: return .overloaded
    default: return .failed(detail: self.words)
    }
  }

  /// What a caller hears when the commit itself failed.
  var commitError: StoreError {
    if self.isFull { return .diskFull }
    if self.isReadOnly { return .readOnly }
    switch self.primaryCode {
    // The journal may hold the commit already: after a crash it could come back.
    case SQLITE_IOERR: return .outcomeUnknown(detail: self.words)
    default: return self.storeError
    }
  }

  private var words: String {
    self.systemError == 0 ? self.text : "\(self.text) (errno \(self.systemError))"
  }

  private var constraintError: StoreError {
    switch self.code {
    case SQLiteCode.constraintUnique, SQLiteCode.constraintPrimaryKey, SQLiteCode.constraintRowID:
      return .conflict(Self.conflicts[self.text] ?? .other)
    case SQLiteCode.constraintForeignKey:
      return .conflict(.other)
    default:
      return .failed(detail: self.text)
    }
  }

  /// SQLite names the columns of the unique index that refused.
  private static let conflicts: [String: StoreError.Conflict] = [
    "UNIQUE constraint failed: email.canonical": .address,
    "UNIQUE constraint failed: account.population, account.login_name_canonical": .loginName,
    "UNIQUE constraint failed: role.name": .roleName,
    "UNIQUE constraint failed: account.is_account_administrator": .accountAdministrator,
  ]
}

/// Extended result codes, which the header spells as expressions that Swift does not import.
enum SQLiteCode {
  static let constraintForeignKey = SQLITE_CONSTRAINT | 3 << 8
  static let constraintPrimaryKey = SQLITE_CONSTRAINT | 6 << 8
  static let constraintUnique = SQLITE_CONSTRAINT | 8 << 8
  static let constraintRowID = SQLITE_CONSTRAINT | 10 << 8
}
