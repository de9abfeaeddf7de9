// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fault_vfs.h"

#include "core/bytes.h"

#include <sqlite3.h>

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>
#include <vector>

namespace suoja::test {
namespace {

using Random = std::mt19937_64;

constexpr std::size_t kSector = 512;

struct Change { // one write, or a truncation to `at`
    std::size_t at = 0;
    Bytes bytes;
    bool truncation = false;
};

// What a name points at. `durable` is what the disk holds for sure.
struct Node {
    Bytes durable;
    std::vector<Change> unflushed;
};

struct DirectoryChange {
    std::string path;
    std::shared_ptr<Node> now; // null: deleted
};

void put(Bytes& image, std::size_t at, ByteView bytes) {
    if (image.size() < at + bytes.size())
        image.resize(at + bytes.size());
    std::copy(bytes.begin(), bytes.end(), image.begin() + static_cast<std::ptrdiff_t>(at));
}

void apply(Bytes& image, const Change& change) {
    if (change.truncation)
        image.resize(std::min(image.size(), change.at));
    else
        put(image, change.at, change.bytes);
}

// each sector of each unflushed write is kept, lost or torn, independently
Bytes after_cut(const Node& node, Random& random) {
    Bytes image = node.durable;
    for (const auto& change : node.unflushed) {
        if (change.truncation) {
            if (random() % 2 == 0)
                apply(image, change);
            continue;
        }
        for (std::size_t at = 0; at < change.bytes.size();) {
            const std::size_t to_border = kSector - (change.at + at) % kSector;
            std::size_t size = std::min(to_border, change.bytes.size() - at);
            const std::size_t next = at + size;
            switch (random() % 3) {
            case 0:
                size = 0;
                break;
            case 1:
                size = random() % (size + 1);
                break;
            default:
                break;
            }
            if (size > 0)
                put(image, change.at + at, ByteView(change.bytes).subspan(at, size));
            at = next;
        }
    }
    return image;
}

Bytes read_all(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_all(const std::string& path, const Bytes& bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
    if (!out.flush())
        throw std::runtime_error("the image after a power cut could not be written");
}

} // namespace

struct FaultVfs::State {
    std::string name;
    ::sqlite3_vfs vfs{};
    ::sqlite3_vfs* real = nullptr;

    mutable std::mutex mutex;
    std::map<std::string, std::shared_ptr<Node>> names, durable_names;
    std::vector<DirectoryChange> directory;
    std::uint64_t operations = 0, changes = 0, flushes = 0;
    std::uint64_t cut_at = 0, fail_operation = 0, fail_flush = 0, full_at = 0;
    Pages pages = Pages::keep;
    bool lying = false, dark = false;

    // SQLITE_OK where the operation may go on
    int touch(bool changes_disk, int error) {
        if (dark)
            return error;
        ++operations;
        if (changes_disk)
            ++changes;
        if (fail_operation == operations)
            return error;
        return SQLITE_OK;
    }
    [[nodiscard]] bool cut_now() {
        if (cut_at != 0 && changes >= cut_at)
            dark = true;
        return dark;
    }
    [[nodiscard]] bool full() const { return full_at != 0 && changes >= full_at; }
    void flush_directory() {
        if (lying)
            return;
        durable_names = names;
        directory.clear();
    }
    std::shared_ptr<Node> node(const std::string& path, bool created) {
        auto& known = names[path];
        if (!known) {
            known = std::make_shared<Node>();
            if (created) {
                directory.push_back({path, known});
            } else {
                known->durable = read_all(path);
                durable_names[path] = known;
            }
        }
        return known;
    }
};

namespace {

struct File {
    ::sqlite3_file base;
    FaultVfs::State* disk;
    std::shared_ptr<Node>* node; // null for a nameless temporary file
    bool new_journal;            // its first flush flushes the directory too
    ::sqlite3_file* real;
};

File& of(::sqlite3_file* file) {
    return *reinterpret_cast<File*>(file);
}
FaultVfs::State& of(::sqlite3_vfs* vfs) {
    return *static_cast<FaultVfs::State*>(vfs->pAppData);
}

int close_file(::sqlite3_file* file) {
    auto& f = of(file);
    const int code = f.real->pMethods != nullptr ? f.real->pMethods->xClose(f.real) : SQLITE_OK;
    delete f.node;
    return code;
}

int read(::sqlite3_file* file, void* into, int size, ::sqlite3_int64 at) {
    auto& f = of(file);
    const std::lock_guard lock(f.disk->mutex);
    if (const int code = f.disk->touch(false, SQLITE_IOERR_READ); code != SQLITE_OK)
        return code;
    return f.real->pMethods->xRead(f.real, into, size, at);
}

int write(::sqlite3_file* file, const void* from, int size, ::sqlite3_int64 at) {
    auto& f = of(file);
    const std::lock_guard lock(f.disk->mutex);
    if (const int code = f.disk->touch(true, SQLITE_IOERR_WRITE); code != SQLITE_OK)
        return code;
    if (f.disk->full())
        return SQLITE_FULL;
    const auto* bytes = static_cast<const std::uint8_t*>(from);
    if (f.node != nullptr)
        (*f.node)->unflushed.push_back(
            {static_cast<std::size_t>(at), Bytes(bytes, bytes + size), false});
    if (f.disk->cut_now())
        return SQLITE_IOERR_WRITE;
    return f.real->pMethods->xWrite(f.real, from, size, at);
}

int truncate(::sqlite3_file* file, ::sqlite3_int64 size) {
    auto& f = of(file);
    const std::lock_guard lock(f.disk->mutex);
    if (const int code = f.disk->touch(true, SQLITE_IOERR_TRUNCATE); code != SQLITE_OK)
        return code;
    if (f.node != nullptr)
        (*f.node)->unflushed.push_back({static_cast<std::size_t>(size), {}, true});
    if (f.disk->cut_now())
        return SQLITE_IOERR_TRUNCATE;
    return f.real->pMethods->xTruncate(f.real, size);
}

void forget_unflushed(File& f) {
    const Bytes& old = (*f.node)->durable;
    f.real->pMethods->xTruncate(f.real, 0);
    constexpr std::size_t kMost = 65536; // SQLite's own VFS takes at most 128 KiB a write
    for (std::size_t at = 0; at < old.size(); at += kMost)
        f.real->pMethods->xWrite(f.real, old.data() + at,
                                 static_cast<int>(std::min(kMost, old.size() - at)),
                                 static_cast<::sqlite3_int64>(at));
}

// The real flush is left out: the disk is simulated, and thousands of cuts run faster without.
int flush(::sqlite3_file* file, int) {
    auto& f = of(file);
    auto& disk = *f.disk;
    const std::lock_guard lock(disk.mutex);
    if (const int code = disk.touch(true, SQLITE_IOERR_FSYNC); code != SQLITE_OK)
        return code;
    if (disk.cut_now())
        return SQLITE_IOERR_FSYNC;
    ++disk.flushes;
    if (f.node == nullptr || disk.lying)
        return SQLITE_OK;
    auto& node = **f.node;
    if (disk.fail_flush == disk.flushes) {
        if (disk.pages == FaultVfs::Pages::drop)
            forget_unflushed(f);
        if (disk.pages != FaultVfs::Pages::keep)
            node.unflushed.clear();
        return SQLITE_IOERR_FSYNC;
    }
    for (const auto& change : node.unflushed)
        apply(node.durable, change);
    node.unflushed.clear();
    if (f.new_journal)
        disk.flush_directory();
    f.new_journal = false;
    return SQLITE_OK;
}

int file_size(::sqlite3_file* file, ::sqlite3_int64* size) {
    auto& f = of(file);
    if (const std::lock_guard lock(f.disk->mutex); f.disk->dark)
        return SQLITE_IOERR_FSTAT;
    return f.real->pMethods->xFileSize(f.real, size);
}

int control(::sqlite3_file* file, int what, void* argument) {
    auto& f = of(file);
    return f.real->pMethods->xFileControl(f.real, what, argument);
}

int lock(::sqlite3_file* file, int level) {
    return of(file).real->pMethods->xLock(of(file).real, level);
}
int unlock(::sqlite3_file* file, int level) {
    return of(file).real->pMethods->xUnlock(of(file).real, level);
}
int reserved(::sqlite3_file* file, int* out) {
    return of(file).real->pMethods->xCheckReservedLock(of(file).real, out);
}
int sector_size(::sqlite3_file*) {
    return static_cast<int>(kSector);
}
int characteristics(::sqlite3_file* file) {
    return of(file).real->pMethods->xDeviceCharacteristics(of(file).real);
}
int shm_map(::sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    return of(file).real->pMethods->xShmMap(of(file).real, page, size, extend, out);
}
int shm_lock(::sqlite3_file* file, int offset, int n, int flags) {
    return of(file).real->pMethods->xShmLock(of(file).real, offset, n, flags);
}
void shm_barrier(::sqlite3_file* file) {
    of(file).real->pMethods->xShmBarrier(of(file).real);
}
int shm_unmap(::sqlite3_file* file, int remove) {
    return of(file).real->pMethods->xShmUnmap(of(file).real, remove);
}

// version 2: shared memory, no memory-mapped reads past the shim
const ::sqlite3_io_methods kMethods = {
    2,        close_file,  read,      write,   truncate,    flush,           file_size,
    lock,     unlock,      reserved,  control, sector_size, characteristics, shm_map,
    shm_lock, shm_barrier, shm_unmap, nullptr, nullptr,
};

int open_file(::sqlite3_vfs* vfs, const char* path, ::sqlite3_file* file, int flags, int* out) {
    auto& disk = of(vfs);
    auto& f = of(file);
    const std::lock_guard lock(disk.mutex);
    f.base.pMethods = nullptr;
    std::error_code ignored;
    const bool there = path != nullptr && std::filesystem::exists(path, ignored);
    if (const int code = disk.touch(!there, SQLITE_CANTOPEN); code != SQLITE_OK)
        return code;
    if (!there && disk.cut_now())
        return SQLITE_CANTOPEN;
    f.disk = &disk;
    f.real = reinterpret_cast<::sqlite3_file*>(&f + 1);
    f.new_journal = !there && (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
    const int code = disk.real->xOpen(disk.real, path, f.real, flags, out);
    if (code != SQLITE_OK)
        return code;
    f.node = path == nullptr ? nullptr : new std::shared_ptr<Node>(disk.node(path, !there));
    f.base.pMethods = &kMethods;
    return SQLITE_OK;
}

int delete_file(::sqlite3_vfs* vfs, const char* path, int flush_directory) {
    auto& disk = of(vfs);
    const std::lock_guard lock(disk.mutex);
    if (const int code = disk.touch(true, SQLITE_IOERR_DELETE); code != SQLITE_OK)
        return code;
    if (const auto known = disk.names.find(path); known != disk.names.end()) {
        disk.directory.push_back({path, nullptr});
        disk.names.erase(known);
    }
    if (disk.cut_now())
        return SQLITE_IOERR_DELETE;
    const int code = disk.real->xDelete(disk.real, path, 0);
    if (code == SQLITE_OK && flush_directory != 0)
        disk.flush_directory();
    return code;
}

int access_file(::sqlite3_vfs* vfs, const char* path, int flags, int* out) {
    auto& disk = of(vfs);
    if (const std::lock_guard lock(disk.mutex); disk.dark)
        return SQLITE_IOERR_ACCESS;
    return disk.real->xAccess(disk.real, path, flags, out);
}

int full_path(::sqlite3_vfs* vfs, const char* path, int size, char* out) {
    return of(vfs).real->xFullPathname(of(vfs).real, path, size, out);
}

} // namespace

FaultVfs::FaultVfs(const std::string& name) : state_(std::make_unique<State>()) {
    auto& s = *state_;
    s.name = name;
    s.real = ::sqlite3_vfs_find(nullptr);
    s.vfs = *s.real; // what is not replaced below goes straight to the system
    s.vfs.iVersion = 2;
    s.vfs.szOsFile = static_cast<int>(sizeof(File)) + s.real->szOsFile;
    s.vfs.pNext = nullptr;
    s.vfs.zName = s.name.c_str();
    s.vfs.pAppData = &s;
    s.vfs.xOpen = open_file;
    s.vfs.xDelete = delete_file;
    s.vfs.xAccess = access_file;
    s.vfs.xFullPathname = full_path;
    ::sqlite3_vfs_register(&s.vfs, 0);
}

FaultVfs::~FaultVfs() {
    ::sqlite3_vfs_unregister(&state_->vfs);
}

const std::string& FaultVfs::name() const {
    return state_->name;
}

void FaultVfs::count_anew() {
    const std::lock_guard lock(state_->mutex);
    state_->operations = state_->changes = state_->flushes = 0;
}
std::uint64_t FaultVfs::operations() const {
    const std::lock_guard lock(state_->mutex);
    return state_->operations;
}
std::uint64_t FaultVfs::changes() const {
    const std::lock_guard lock(state_->mutex);
    return state_->changes;
}
std::uint64_t FaultVfs::flushes() const {
    const std::lock_guard lock(state_->mutex);
    return state_->flushes;
}
void FaultVfs::cut_power_at(std::uint64_t change) {
    const std::lock_guard lock(state_->mutex);
    state_->cut_at = change;
}
void FaultVfs::cut_power() {
    const std::lock_guard lock(state_->mutex);
    state_->dark = true;
}
bool FaultVfs::dark() const {
    const std::lock_guard lock(state_->mutex);
    return state_->dark;
}
void FaultVfs::fail_at(std::uint64_t operation) {
    const std::lock_guard lock(state_->mutex);
    state_->fail_operation = operation;
}
void FaultVfs::fail_flush_at(std::uint64_t flush, Pages pages) {
    const std::lock_guard lock(state_->mutex);
    state_->fail_flush = flush;
    state_->pages = pages;
}
void FaultVfs::full_from(std::uint64_t change) {
    const std::lock_guard lock(state_->mutex);
    state_->full_at = change;
}
void FaultVfs::lie(bool flushes_do_nothing) {
    const std::lock_guard lock(state_->mutex);
    state_->lying = flushes_do_nothing;
}
void FaultVfs::heal() {
    const std::lock_guard lock(state_->mutex);
    state_->fail_operation = state_->fail_flush = state_->full_at = state_->cut_at = 0;
    state_->lying = false;
}

void FaultVfs::restore_power(std::uint64_t seed) {
    auto& s = *state_;
    const std::lock_guard lock(s.mutex);
    Random random(seed);
    auto left = s.durable_names;
    const std::size_t kept = random() % (s.directory.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) {
        if (s.directory[i].now)
            left[s.directory[i].path] = s.directory[i].now;
        else
            left.erase(s.directory[i].path);
    }
    std::vector<std::string> known;
    for (const auto& [path, node] : s.names)
        known.push_back(path);
    for (const auto& change : s.directory)
        known.push_back(change.path);
    std::error_code ignored;
    for (const auto& path : known) {
        std::filesystem::remove(path + "-shm", ignored); // memory, in truth
        if (!left.contains(path))
            std::filesystem::remove(path, ignored);
    }
    std::erase_if(left, [](const auto& entry) { // of a test that is over
        return !std::filesystem::exists(std::filesystem::path(entry.first).parent_path());
    });
    for (const auto& [path, node] : left) {
        auto image = after_cut(*node, random);
        write_all(path, image);
        node->durable = std::move(image);
        node->unflushed.clear();
    }
    s.names = s.durable_names = std::move(left);
    s.directory.clear();
    s.cut_at = 0;
    s.dark = false;
}

} // namespace suoja::test
