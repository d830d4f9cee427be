#pragma once

// Faults in this process's file operations: the test program has its own write, fsync, rename and remove in front of
// the C library's.

/// From now on: dies by SIGKILL in the n-th write, fsync, rename or remove, from 0; a write when half of it is done.
void die_in_file_operation(long n);

/// From now on: the n-th write to a file and all that follow find no space; free_disk() ends that.
void fill_disk_at_write(long n);
void free_disk();
