"""The system calls that a run is refused, and what each group would buy it.

Numbers are pairs, for x86_64 and for aarch64; None where an architecture has no such call, one number where both agree.
"""

Numbers = tuple[int | None, int | None]


def _same(*numbers: int) -> tuple[Numbers, ...]:
    return tuple((number, number) for number in numbers)


NEW_WORLDS: tuple[Numbers, ...] = (  # undoing the walls, or the kernel's least tried code
    (165, 40), (166, 39), (155, 41), (161, 51),  # mount umount2 pivot_root chroot
    (272, 97), (308, 268),  # unshare setns
    *_same(428, 429, 442, 467),  # open_tree move_mount mount_setattr open_tree_attr
    *_same(430, 431, 432, 433),  # fsopen fsconfig fsmount fspick
    *_same(457, 458),  # statmount listmount
    (126, 91), (135, 92),  # capset personality
)  # fmt: skip

OTHER_PROCESSES: tuple[Numbers, ...] = (  # looking into the judge or a neighbour, or slowing them
    (101, 117), (310, 270), (311, 271), (312, 272),  # ptrace process_vm_readv process_vm_writev kcmp
    *_same(438, 440, 448),  # pidfd_getfd process_madvise process_mrelease
    (298, 241), (256, 238), (279, 239),  # perf_event_open migrate_pages move_pages
    (144, 119), (142, 118), (314, 274), (203, 122),  # sched_set(scheduler param attr affinity)
    (141, 140), (251, 30),  # setpriority ioprio_set
    (294, 26), (253, None), (300, 262), (301, 263),  # inotify_init1 inotify_init fanotify_(init mark)
)  # fmt: skip

KERNEL: tuple[Numbers, ...] = (  # the machine itself, and parts of the kernel that attacks came through
    (321, 280), (323, 282), *_same(425, 426, 427), (206, 0),  # bpf userfaultfd io_uring_(setup enter register) io_setup
    (175, 105), (313, 273), (176, 106), (246, 104), (320, 294),  # (init finit delete)_module kexec_load kexec_file_load
    (169, 142), (103, 116), (167, 224), (168, 225),  # reboot syslog swapon swapoff
    (163, 89), (179, 60), *_same(443), (153, 58),  # acct quotactl quotactl_fd vhangup
    (170, 161), (171, 162),  # sethostname setdomainname
    (172, None), (173, None), (154, None),  # iopl ioperm modify_ldt
    (164, 170), (227, 112), (159, 171), (305, 266),  # settimeofday clock_settime adjtimex clock_adjtime
    (248, 217), (249, 218), (250, 219),  # add_key request_key keyctl: not in any namespace
    (162, 81),  # sync: of all disks
    (303, 264), (304, 265),  # name_to_handle_at open_by_handle_at: past every path
    (212, 18), (180, 42), (278, 75),  # lookup_dcookie nfsservctl vmsplice
)  # fmt: skip

UNCOUNTED_MEMORY: tuple[Numbers, ...] = (  # memory under no limit, or that stays when the run is gone
    (319, 279), *_same(447),  # memfd_create memfd_secret
    (29, 194), (64, 190), (68, 186), (240, 180),  # shmget semget msgget mq_open
    (30, 196), (65, 193), (220, 192), (69, 189), (70, 188),  # shmat semop semtimedop msgsnd msgrcv: by a guessed number
    (31, 195), (66, 191), (71, 187), (241, 181),  # shmctl semctl msgctl mq_unlink
)  # fmt: skip

OTHER_USERS: tuple[Numbers, ...] = (  # leaving the user whose processes are counted
    (105, 146), (106, 144), (113, 145), (114, 143),  # setuid setgid setreuid setregid
    (117, 147), (119, 149), (122, 151), (123, 152), (116, 159),  # setresuid setresgid setfsuid setfsgid setgroups
)  # fmt: skip

ALWAYS: tuple[Numbers, ...] = (*NEW_WORLDS, *OTHER_PROCESSES, *KERNEL, *UNCOUNTED_MEMORY, *OTHER_USERS)

NAMED_SOCKETS: tuple[Numbers, ...] = (  # a Unix socket has a name in the file system, which Landlock does not guard
    (41, 198), (42, 203), (49, 200), (50, 201),  # socket connect bind listen; socketpair stays
)  # fmt: skip

METADATA: tuple[Numbers, ...] = (  # what Landlock lets the owner change of every file, before Linux 6.2 also its length
    (76, 45),  # truncate
    (90, None), (91, 52), (268, 53), *_same(452),  # chmod fchmod fchmodat fchmodat2
    (92, None), (93, 55), (94, None), (260, 54),  # chown fchown lchown fchownat
    (132, None), (235, None), (261, None), (280, 88),  # utime utimes futimesat utimensat
    (188, 5), (189, 6), (190, 7), *_same(463),  # setxattr lsetxattr fsetxattr setxattrat
    (197, 14), (198, 15), (199, 16), *_same(466),  # removexattr lremovexattr fremovexattr removexattrat
    *_same(469),  # file_setattr
)  # fmt: skip

MORE_PROCESSES: tuple[Numbers, ...] = (  # a process that is killed cannot leave another behind if it never had one
    (57, None), (58, None), (59, 221), (322, 281),  # fork vfork execve execveat; clone is told from a thread's
)  # fmt: skip

SIGNALS: tuple[Numbers, ...] = ((200, 130), *_same(424, 434))  # tkill pidfd_send_signal pidfd_open

WITHOUT_NAMESPACES: tuple[Numbers, ...] = (*NAMED_SOCKETS, *METADATA, *MORE_PROCESSES, *SIGNALS)
