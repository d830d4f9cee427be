#pragma once

// Faults in this process's file operations: the test program has its own write, fsync, fdatasync, rename, remove and close in front
// of the C library's.

/// From now on: dies by SIGKILL in the n-th write, sync, rename or remove, from 0; a write when half of it is done.
void die_in_file_operation(long n);

/// From now on: the n-th write to a file and all that follow find no space; free_disk() ends that.
void fill_disk_at_write(long n);
void free_disk();

/// Files written to since forget_unsynced() that were not synced since, closed or not.
long n_unsynced_files();
void forget_unsynced();
