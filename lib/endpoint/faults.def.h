/* SPDX-License-Identifier: BSD-2-Clause */
/* faults.def.h - the faults, one row each; see faults.h. The area is the part of TCP
 * where the mistake lies; a source says where it really happened ("project number" is
 * an issue of that project's tracker). */
#ifndef TCPVET_ENDPOINT_FAULTS_DEF_H
#define TCPVET_ENDPOINT_FAULTS_DEF_H

/* clang-format off */
#define FAULT_LIST(X) \
	/* header */ \
	X(RESERVED_REFUSED, "reserved-refused", "header", "RFC9293/3.1-RSVD-RX", \
	  "segments with reserved bits set are dropped", "") \
	X(RESERVED_COPIED, "reserved-copied", "header", "RFC9293/3.1-RSVD-TX", \
	  "the reserved bits of the last arrival are copied into what is sent", "") \
	X(OFFSET_BELOW_5_TAKEN, "offset-below-5-taken", "header", "RFC9293/3.1-DOFF-LT5", \
	  "a data offset below 5 is taken for 5", "") \
	X(OFFSET_PAST_END_TAKEN, "offset-past-end-taken", "header", "RFC9293/3.1-DOFF-BEYOND", \
	  "a data offset past the end of the segment is taken", "") \
	X(OFFSET_WITHOUT_OPTIONS, "offset-without-options", "header", "RFC9293/3.1-DOFF-TX", \
	  "the data offset sent does not count the options", "") \
	X(FIN_WITHOUT_ACK, "fin-without-ack", "header", "RFC9293/3.1-ACK-ALWAYS", \
	  "the FIN goes out without the ACK bit", "Zephyr pull request 104") \
	X(RTX_WITHOUT_ACK, "rtx-without-ack", "header", "RFC9293/3.1-ACK-ALWAYS", \
	  "a retransmission carries the acknowledgment of the beginning", "") \
	X(ACKFIELD_WITHOUT_BIT, "ackfield-without-bit", "header", "RFC9293/3.1-ACKFIELD-NOACK", \
	  "the acknowledgment field of a SYN is believed without the ACK bit", "") \
	X(URGPTR_WITHOUT_BIT, "urgptr-without-bit", "header", "RFC9293/3.1-URGPTR-NOURG", \
	  "the urgent pointer is believed without the URG bit", "") \
	X(PSH_NEEDED, "psh-needed", "header", "RFC9293/3.1-FLAGS-PSH", \
	  "text without PSH is not taken", "") \
	X(PSH_NEVER, "psh-never", "header", "RFC9293/MUST-61", \
	  "the last segment of the buffer goes without PSH", "") \
	X(ECN_SYN_RESET, "ecn-syn-reset", "header", "RFC3360/2.1-1", \
	  "a SYN with ECE and CWR draws RST", "gVisor 7075") \
	X(ECN_COPIED, "ecn-copied", "header", "RFC3168/6.1.1-1", \
	  "the SYN,ACK claims ECN whatever ECN bit the SYN had", "") \
	X(TTL_LOW_REFUSED, "ttl-low-refused", "header", "RFC1122/3.2.1.7-1", \
	  "datagrams with a TTL below 2 are dropped", "") \
	X(IP_OPTIONS_REFUSED, "ip-options-refused", "header", "RFC9293/MUST-50", \
	  "datagrams with IP options are dropped", "") \
	X(SOURCE_UNCHECKED, "source-unchecked", "header", "RFC9293/MUST-63", \
	  "a segment from a broadcast or multicast address is answered", "") \
	X(BROADCAST_ANSWERED, "broadcast-answered", "header", "RFC9293/MUST-57", \
	  "a SYN to a broadcast or multicast address is answered", "") \
	X(PRECEDENCE_RESETS, "precedence-resets", "header", "RFC9293/A.1.1-1", \
	  "a change of the Diffserv field resets the connection", "") \
	/* checksum */ \
	X(CHECKSUM_UNCHECKED, "checksum-unchecked", "checksum", "RFC9293/MUST-3", \
	  "the checksum of arriving segments is not looked at", "") \
	X(CHECKSUM_UNCHECKED_ON_DATA, "checksum-unchecked-on-data", "checksum", "RFC9293/MUST-3", \
	  "the checksum is not looked at when there is text", "") \
	X(CHECKSUM_UNCHECKED_ON_SYN, "checksum-unchecked-on-syn", "checksum", "RFC9293/MUST-3", \
	  "the checksum of a SYN is not looked at", "") \
	X(CHECKSUM_ZERO_TAKEN, "checksum-zero-taken", "checksum", "RFC9293/MUST-3", \
	  "a checksum of 0 counts as none, as in UDP", "") \
	X(CHECKSUM_ODD_REFUSED, "checksum-odd-refused", "checksum", "RFC9293/3.1-CKSUM-ODD", \
	  "segments of odd length are taken for corrupt", "") \
	X(CHECKSUM_ODD_SENT, "checksum-odd-sent", "checksum", "RFC9293/MUST-2", \
	  "the checksum of what is sent in odd length is wrong", "") \
	X(CHECKSUM_OPTIONS_LEFT_OUT, "checksum-options-left-out", "checksum", "RFC9293/3.1-CKSUM-OPT", \
	  "the checksum sent leaves out the options", "") \
	X(CHECKSUM_RST_UNSET, "checksum-rst-unset", "checksum", "RFC9293/MUST-2", \
	  "resets go out without a checksum", "") \
	X(CHECKSUM_IP_UNCHECKED, "checksum-ip-unchecked", "checksum", "RFC1122/3.2.1.2-1", \
	  "the IPv4 header checksum is not looked at", "") \
	/* options */ \
	X(OPTION_UNKNOWN_RESETS, "option-unknown-resets", "options", "RFC9293/MUST-6", \
	  "an option of unknown kind is answered by RST or ends in silence", "") \
	X(OPTION_UNKNOWN_ENDS, "option-unknown-ends", "options", "RFC9293/MUST-6", \
	  "options behind one of unknown kind are lost", "") \
	X(OPTION_LENGTH_HANGS, "option-length-hangs", "options", "RFC9293/MUST-7", \
	  "an illegal option length stops the endpoint for good", "picoTCP 506, RIOT 12086") \
	X(OPTION_IN_DATA_REFUSED, "option-in-data-refused", "options", "RFC9293/MUST-5", \
	  "segments without SYN that carry options are dropped", "") \
	X(OPTION_NOP_UNKNOWN, "option-nop-unknown", "options", "RFC9293/MUST-4", \
	  "a NOP ends the list of options", "") \
	X(OPTION_EOL_IGNORED, "option-eol-ignored", "options", "RFC9293/3.1-OPT-EOL", \
	  "octets behind EOL are read as options", "") \
	X(OPTION_ALIGNED_ONLY, "option-aligned-only", "options", "RFC9293/MUST-64", \
	  "options that do not end on a word are passed over", "") \
	X(OPTION_WITHOUT_LENGTH, "option-without-length", "options", "RFC9293/MUST-68", \
	  "the SYN,ACK ends in an option without its length", "") \
	X(OPTION_PADDING_DIRTY, "option-padding-dirty", "options", "RFC9293/MUST-69", \
	  "the octets behind EOL are not zero", "") \
	/* mss */ \
	X(MSS_IGNORED, "mss-ignored", "mss", "RFC9293/MUST-16", \
	  "the peer's MSS is not heeded", "") \
	X(MSS_DEFAULT_1460, "mss-default-1460", "mss", "RFC9293/MUST-15", \
	  "without MSS option 1460 is assumed", "") \
	X(MSS_OPTIONS_UNCOUNTED, "mss-options-uncounted", "mss", "RFC9293/MUST-16", \
	  "options do not come off the MSS", "") \
	X(MSS_IS_MTU, "mss-is-mtu", "mss", "RFC9293/MUST-67", \
	  "the MSS announced is the MTU", "") \
	X(MSS_BYTE_ORDER, "mss-byte-order", "mss", "RFC9293/MUST-14", \
	  "the peer's MSS is read in the wrong byte order", "") \
	X(MSS_ABSENT, "mss-absent", "mss", "RFC9293/SHLD-5", \
	  "the SYN,ACK carries no MSS", "") \
	X(MSS_LENGTH_5, "mss-length-5", "mss", "RFC9293/3.2-MSS-LEN", \
	  "the MSS option has length 5", "") \
	X(MSS_IN_EVERY_SEGMENT, "mss-in-every-segment", "mss", "RFC9293/MUST-65", \
	  "the MSS option is in every segment", "") \
	/* closed */ \
	X(CLOSED_SILENT, "closed-silent", "closed", "RFC9293/3.10.7.1-CLOSED-SYN", \
	  "a closed port says nothing", "picoTCP 43") \
	X(CLOSED_NOACK_SILENT, "closed-noack-silent", "closed", "RFC9293/3.10.7.1-CLOSED-NOACK", \
	  "a closed port says nothing to a segment without SYN and ACK", "") \
	X(CLOSED_SYNACK_SILENT, "closed-synack-silent", "closed", "RFC9293/3.10.7.1-CLOSED-SYNACK", \
	  "a closed port says nothing to a SYN,ACK", "") \
	X(CLOSED_URG_SILENT, "closed-urg-silent", "closed", "RFC9293/3.10.7.1-CLOSED-URG", \
	  "a closed port says nothing to a segment with URG", "") \
	X(CLOSED_RST_FOR_RST, "closed-rst-for-rst", "closed", "RFC9293/3.10.7.1-CLOSED-RST", \
	  "a closed port answers RST with RST", "") \
	X(RESET_SYN_UNCOUNTED, "reset-syn-uncounted", "closed", "RFC9293/3.10.7.1-CLOSED-SYN", \
	  "the reset for a SYN acknowledges SEG.SEQ, not SEG.SEQ+1", "Zephyr 90086, FreeRTOS+TCP 700") \
	X(RESET_FIN_UNCOUNTED, "reset-fin-uncounted", "closed", "RFC9293/3.10.7.1-CLOSED-FIN", \
	  "the reset for a FIN does not count the FIN", "Zephyr pull request 114449") \
	X(RESET_DATA_UNCOUNTED, "reset-data-uncounted", "closed", "RFC9293/3.10.7.1-CLOSED-NOACK", \
	  "the reset for text does not count the text", "picoTCP 56") \
	X(RESET_SEQ_ZERO, "reset-seq-zero", "closed", "RFC9293/3.10.7.1-CLOSED-ACK", \
	  "the reset for an ACK has SEQ=0, not SEG.ACK", "smoltcp 20") \
	X(RESET_SEQ_FROM_NOWHERE, "reset-seq-from-nowhere", "closed", "RFC9293/3.10.7.1-CLOSED-SYN", \
	  "the reset for a SYN has some SEQ, not 0", "") \
	X(RESET_WITH_ACK, "reset-with-ack", "closed", "RFC9293/3.10.7.1-CLOSED-ACK", \
	  "the reset for an ACK carries the ACK bit", "Zephyr pull request 169") \
	X(RESET_ACK_BIT_MISSING, "reset-ack-bit-missing", "closed", "RFC9293/3.10.7.1-CLOSED-SYN", \
	  "the reset for a SYN lacks the ACK bit", "") \
	/* listen */ \
	X(LISTEN_ACK_SILENT, "listen-ack-silent", "listen", "RFC9293/3.10.7.2-LISTEN-ACK", \
	  "LISTEN says nothing to an ACK", "") \
	X(LISTEN_RESET_SEQ, "listen-reset-seq", "listen", "RFC9293/3.10.7.2-LISTEN-ACK", \
	  "LISTEN resets an ACK with SEQ=SEG.SEQ", "") \
	X(LISTEN_RESET_TWICE, "listen-reset-twice", "listen", "RFC9293/3.10.7.2-LISTEN-ACK-DATA", \
	  "LISTEN resets an ACK with data twice", "picoTCP 18") \
	X(LISTEN_SYN_BEFORE_ACK, "listen-syn-before-ack", "listen", "RFC9293/3.10.7.2-LISTEN-SYNACK", \
	  "LISTEN looks at SYN before ACK, so a SYN,ACK opens", "") \
	X(LISTEN_SYN_BEFORE_RST, "listen-syn-before-rst", "listen", "RFC9293/3.10.7.2-LISTEN-SYN-RST", \
	  "LISTEN looks at SYN before RST, so a SYN,RST opens", "") \
	X(LISTEN_RST_FOR_RST, "listen-rst-for-rst", "listen", "RFC9293/3.10.7.2-LISTEN-RST", \
	  "LISTEN answers RST with RST", "picoTCP 142") \
	X(LISTEN_FIN_RESET, "listen-fin-reset", "listen", "RFC9293/3.10.7.2-LISTEN-FIN", \
	  "LISTEN resets a FIN without ACK", "") \
	X(LISTEN_NOACK_RESET, "listen-noack-reset", "listen", "RFC9293/3.10.7.2-LISTEN-NOACK", \
	  "LISTEN resets a segment without SYN and ACK", "") \
	X(LISTEN_SYN_FIN_DROPPED, "listen-syn-fin-dropped", "listen", "RFC9293/3.10.7.2-LISTEN-SYN-FIN", \
	  "LISTEN drops a SYN with FIN", "") \
	X(LISTEN_SYN_URG_DROPPED, "listen-syn-urg-dropped", "listen", "RFC9293/3.10.7.2-LISTEN-SYN-URG", \
	  "LISTEN drops a SYN with URG", "") \
	/* handshake */ \
	X(SYNACK_ACK_SHORT, "synack-acks-x", "handshake", "RFC9293/3.5-3WHS", \
	  "the SYN,ACK acknowledges x, not x+1", "") \
	X(SYNACK_WITHOUT_ACK, "synack-without-ack", "handshake", "RFC9293/3.10.7.2-LISTEN-SYN", \
	  "a SYN is answered by a SYN without ACK", "") \
	X(SYNACK_NOT_AGAIN, "synack-not-again", "handshake", "RFC9293/3.5-SYNACK-RTX", \
	  "the SYN,ACK is sent once only", "") \
	X(SYNACK_AGAIN_NEW_ISS, "synack-again-new-iss", "handshake", "RFC9293/3.5-SYNACK-RTX", \
	  "the SYN,ACK comes again with another number", "") \
	X(SYN_TEXT_FORGOTTEN, "syn-text-forgotten", "handshake", "RFC9293/3.10.7.2-LISTEN-SYN-DATA", \
	  "text on a SYN is acknowledged and thrown away", "") \
	X(ISS_CONSTANT, "iss-constant", "handshake", "RFC9293/MUST-8", \
	  "every connection begins with the same number", "") \
	X(ISS_COUNTER, "iss-counter", "handshake", "RFC9293/MUST-9", \
	  "each connection begins 64000 above the last", "") \
	X(BACKLOG_LEAKS, "backlog-leaks", "handshake", "RFC9293/3.5-OLDDUP-SYN", \
	  "a connection that ends in SYN-RECEIVED keeps its place in the backlog", "") \
	X(SYNRCVD_ACK_OLD_TAKEN, "synrcvd-ack-old-taken", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-ACK-OLD", \
	  "an ACK of the ISS or below it establishes", "") \
	X(SYNRCVD_ACK_NEW_TAKEN, "synrcvd-ack-new-taken", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-ACK-NEW", \
	  "an ACK above SND.NXT establishes", "") \
	X(SYNRCVD_BADACK_SILENT, "synrcvd-badack-silent", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-ACK-OLD", \
	  "a bad ACK in SYN-RECEIVED is dropped in silence", "") \
	X(SYNRCVD_BADACK_CLOSES, "synrcvd-badack-closes", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-ACK-OLD", \
	  "a bad ACK in SYN-RECEIVED ends the connection too", "") \
	X(SYNRCVD_RESET_SEQ, "synrcvd-reset-seq", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-ACK-OLD", \
	  "the reset for a bad ACK in SYN-RECEIVED has SEQ=SND.NXT", "") \
	X(SYNRCVD_DATA_RESET, "synrcvd-data-reset", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-DATA", \
	  "text on the third segment draws RST", "picoTCP 37") \
	X(SYNRCVD_FIN_LOST, "synrcvd-fin-lost", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-FIN", \
	  "a FIN on the third segment is acknowledged and forgotten", "") \
	X(SYNRCVD_NOACK_TAKEN, "synrcvd-noack-taken", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-NOACK", \
	  "a segment without ACK establishes", "") \
	X(SYNRCVD_RST_IGNORED, "synrcvd-rst-ignored", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-RST", \
	  "a RST in SYN-RECEIVED is ignored", "") \
	X(SYNRCVD_RST_OOW_TAKEN, "synrcvd-rst-oow-taken", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-RST-OOW", \
	  "a RST outside the window ends SYN-RECEIVED", "") \
	X(SYNRCVD_RST_KILLS_LISTENER, "synrcvd-rst-kills-listener", "handshake", "RFC9293/MUST-11", \
	  "a RST in SYN-RECEIVED ends the listener", "") \
	X(SYNRCVD_SYN_AGAIN_RESET, "synrcvd-syn-again-reset", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-SYN-DUP", \
	  "the same SYN again draws RST", "picoTCP 148") \
	X(SYNRCVD_SYN_IGNORED, "synrcvd-syn-ignored", "handshake", "RFC9293/3.10.7.4-SYN-RECEIVED-SYN", \
	  "a SYN in the window is ignored in SYN-RECEIVED", "") \
	X(SYNSENT_BADACK_SILENT, "synsent-badack-silent", "handshake", "RFC9293/3.10.7.3-SYN-SENT-ACK-OLD", \
	  "a bad ACK in SYN-SENT is dropped in silence", "smoltcp pull request 552, picoTCP 114") \
	X(SYNSENT_BADACK_TAKEN, "synsent-badack-taken", "handshake", "RFC9293/3.10.7.3-SYN-SENT-SYNACK-ACK-OLD", \
	  "a SYN,ACK with a bad ACK establishes", "") \
	X(SYNSENT_ACK_ESTABLISHES, "synsent-ack-establishes", "handshake", "RFC9293/3.10.7.3-SYN-SENT-ACK", \
	  "an ACK without SYN establishes", "") \
	X(SYNSENT_RST_IGNORED, "synsent-rst-ignored", "handshake", "RFC9293/3.10.7.3-SYN-SENT-RST-ACK", \
	  "a RST,ACK for the SYN is ignored", "seastar 1334, picoTCP 248") \
	X(SYNSENT_RST_NOACK, "synsent-rst-noack", "handshake", "RFC9293/3.10.7.3-SYN-SENT-RST-NOACK", \
	  "a RST without ACK ends SYN-SENT", "") \
	X(SYNSENT_RST_BADACK, "synsent-rst-badack", "handshake", "RFC9293/3.10.7.3-SYN-SENT-RST-BADACK", \
	  "a RST with any ACK ends SYN-SENT", "amazon-freertos pull request 592") \
	X(SYNSENT_TEXT_LOST, "synsent-text-lost", "handshake", "RFC9293/3.10.7.3-SYN-SENT-SYNACK-DATA", \
	  "text and FIN of a SYN,ACK are forgotten", "") \
	X(SYNSENT_NO_ACK, "synsent-no-ack", "handshake", "RFC9293/3.10.7.3-SYN-SENT-SYNACK", \
	  "a SYN,ACK is not acknowledged", "") \
	X(SYNSENT_SYN_BEFORE_RST, "synsent-syn-before-rst", "handshake", "RFC9293/3.10.7.3-SYN-SENT-SYN-RST", \
	  "SYN-SENT looks at SYN before RST, so a SYN,RST opens", "") \
	X(SYNSENT_FIN_RESET, "synsent-fin-reset", "handshake", "RFC9293/3.10.7.3-SYN-SENT-FIN", \
	  "SYN-SENT resets a FIN without ACK", "") \
	X(SYNSENT_NOACK_RESET, "synsent-noack-reset", "handshake", "RFC9293/3.10.7.3-SYN-SENT-NOACK", \
	  "SYN-SENT resets a segment without SYN and ACK", "") \
	X(SEND_SYNSENT_LOST, "send-synsent-lost", "handshake", "RFC9293/3.10.2-SEND-SYNSENT", \
	  "what the user SENDs in SYN-SENT is lost", "") \
	X(CLOSE_SYNSENT_STAYS, "close-synsent-stays", "handshake", "RFC9293/3.10.4-SYN-SENT-CLOSE", \
	  "CLOSE in SYN-SENT leaves the connection", "") \
	X(CLOSE_SYNRCVD_DELETES, "close-synrcvd-deletes", "handshake", "RFC9293/3.10.4-SYN-RECEIVED-CLOSE", \
	  "CLOSE in SYN-RECEIVED deletes the connection, no FIN is sent", "") \
	X(SYN_NOT_AGAIN, "syn-not-again", "handshake", "RFC9293/MUST-22", \
	  "the SYN is sent once only", "") \
	/* simultaneous */ \
	X(SIMOPEN_RESET, "simopen-reset", "simultaneous", "RFC9293/MUST-10", \
	  "a SYN in SYN-SENT draws RST", "demikernel inetstack pull request 86") \
	X(SIMOPEN_SEQ, "simopen-seq", "simultaneous", "RFC9293/3.10.7.3-SYN-SENT-SYN", \
	  "the SYN,ACK of a simultaneous open has SEQ=ISS+1", "") \
	X(SIMOPEN_RST_LISTENS, "simopen-rst-listens", "simultaneous", "RFC9293/3.10.7.4-SYN-RECEIVED-RST-ACTIVE", \
	  "a RST in an active SYN-RECEIVED leads to LISTEN", "") \
	X(FIN_WAIT_1_FIN_TO_TIME_WAIT, "fin-wait-1-fin-to-time-wait", "simultaneous", "RFC9293/3.10.7.4-FIN-WAIT-1-FIN", \
	  "a FIN in FIN-WAIT-1 leads to TIME-WAIT, the own FIN unacknowledged", "") \
	X(FIN_WAIT_1_FIN_TO_LAST_ACK, "fin-wait-1-fin-to-last-ack", "simultaneous", "RFC9293/3.6-SIMCLOSE", \
	  "a FIN in FIN-WAIT-1 leads to LAST-ACK", "FreeRTOS+TCP 1303") \
	X(CLOSING_FIN_NOT_AGAIN, "closing-fin-not-again", "simultaneous", "RFC9293/3.10.7.4-CLOSING-FIN-RTX", \
	  "the FIN is not sent again in CLOSING", "smoltcp pull request 398") \
	X(FIN_AGAIN_WITHOUT_FIN, "fin-again-without-fin", "simultaneous", "RFC9293/3.10.7.4-CLOSING-FIN-RTX", \
	  "the FIN is sent again without the FIN bit", "demikernel 1537") \
	X(CLOSING_ANY_ACK, "closing-any-ack", "simultaneous", "RFC9293/3.10.7.4-CLOSING-ACK-OLD", \
	  "any ACK ends CLOSING", "") \
	X(CLOSING_STAYS, "closing-stays", "simultaneous", "RFC9293/3.10.7.4-CLOSING-ACK", \
	  "the ACK of the FIN does not end CLOSING", "") \
	X(CLOSING_TO_CLOSED, "closing-to-closed", "simultaneous", "RFC9293/3.10.7.4-CLOSING-ACK", \
	  "CLOSING leads to CLOSED without TIME-WAIT", "") \
	X(FIN_AGAIN_SILENT_CLOSING, "fin-again-silent-closing", "simultaneous", "RFC9293/3.10.7.4-CLOSING-FIN", \
	  "a FIN that comes again in CLOSING is not answered", "") \
	/* sequence */ \
	X(SEQ_UNSIGNED, "seq-unsigned", "sequence", "RFC9293/3.4-WRAP", \
	  "numbers of segments are compared without wrap", "") \
	X(SEQ_LEFT_EXCLUSIVE, "seq-left-exclusive", "sequence", "RFC9293/3.10.7.4-ESTABLISHED-DATA", \
	  "the window begins behind RCV.NXT", "") \
	X(SEQ_RIGHT_INCLUSIVE, "seq-right-inclusive", "sequence", "RFC9293/3.10.7.4-ESTABLISHED-OOW-RIGHT", \
	  "the window ends one octet later", "") \
	X(SEQ_RIGHT_UNCHECKED, "seq-right-unchecked", "sequence", "RFC9293/3.10.7.4-ESTABLISHED-OOW-RIGHT", \
	  "the right edge of the window is not looked at", "") \
	X(SEQ_OVERLAP_REFUSED, "seq-overlap-refused", "sequence", "RFC9293/3.10.7.4-ESTABLISHED-DATA-OVERLAP", \
	  "a segment that begins left of the window is refused whole", "") \
	X(OVERLAP_UNTRIMMED, "overlap-untrimmed", "sequence", "RFC9293/3.10.7.4-ESTABLISHED-DATA-OVERLAP", \
	  "a segment that straddles RCV.NXT is counted whole", "") \
	X(RIGHT_EDGE_UNTRIMMED, "right-edge-untrimmed", "sequence", "RFC9293/3.10.7.4-ESTABLISHED-DATA-RIGHT-EDGE", \
	  "text beyond the right edge is taken", "") \
	X(OOW_LEFT_SILENT, "oow-left-silent", "sequence", "RFC9293/3.10.7.4-ESTABLISHED-OOW-LEFT", \
	  "a segment left of the window is not answered", "") \
	X(OOW_RIGHT_SILENT, "oow-right-silent", "sequence", "RFC9293/3.10.7.4-ESTABLISHED-OOW-RIGHT", \
	  "a segment right of the window is not answered", "") \
	X(OOW_RESET, "oow-reset", "sequence", "RFC9293/3.5.2-GROUP3", \
	  "a segment outside the window draws RST", "") \
	X(OOW_ANSWER_SEQ, "oow-answer-seq", "sequence", "RFC9293/3.5.2-GROUP3", \
	  "the ACK for a segment outside the window has SEQ=SND.UNA", "") \
	X(OOW_ANSWER_ACK, "oow-answer-ack", "sequence", "RFC9293/3.4-ACK-CUMULATIVE", \
	  "the ACK for a segment outside the window acknowledges that segment", "") \
	X(ZEROWND_ACK_REFUSED, "zerownd-ack-refused", "sequence", "RFC9293/3.4-ZEROWND-ACK", \
	  "with a closed window an ACK is not acceptable", "") \
	X(ZEROWND_DATA_TAKEN, "zerownd-data-taken", "sequence", "RFC9293/3.4-ZEROWND-DATA", \
	  "text is taken into a closed window", "") \
	X(ZEROWND_SILENT, "zerownd-silent", "sequence", "RFC9293/3.8.6.1-ZEROWND-REPLY", \
	  "text for a closed window is not answered", "lwIP, change cceea73c") \
	X(ZEROWND_RST_IGNORED, "zerownd-rst-ignored", "sequence", "RFC9293/MUST-66", \
	  "with a closed window a RST is ignored", "") \
	/* reset */ \
	X(ABORT_SILENT, "abort-silent", "reset", "RFC9293/3.10.5-ABORT", \
	  "ABORT deletes the connection and sends no RST", "") \
	X(RST_ANY_IN_WINDOW, "rst-any-in-window", "reset", "RFC5961/3.2-3", \
	  "any RST in the window closes", "lwIP, CVE-2004-0230; gVisor pull request 13165") \
	X(RST_OOW_TAKEN, "rst-oow-taken", "reset", "RFC9293/3.10.7.4-ESTABLISHED-RST-OOW", \
	  "a RST outside the window closes", "") \
	X(RST_OOW_ANSWERED, "rst-oow-answered", "reset", "RFC5961/3.2-1", \
	  "a RST outside the window is answered by an ACK", "smoltcp 338") \
	X(RST_IGNORED, "rst-ignored", "reset", "RFC9293/3.10.7.4-ESTABLISHED-RST", \
	  "a RST in ESTABLISHED is ignored", "") \
	X(RST_EXACT_AT_LAST_ACK, "rst-exact-at-last-ack", "reset", "RFC5961/3.2-2", \
	  "a RST is compared with the last number acknowledged, not RCV.NXT", "") \
	X(RST_WINDOW_UNSIGNED, "rst-window-unsigned", "reset", "RFC9293/3.4-WRAP", \
	  "the window of a RST is compared without wrap", "FreeRTOS+TCP pull request 225") \
	X(RST_CHALLENGE_SILENT, "rst-challenge-silent", "reset", "RFC5961/3.2-3", \
	  "a RST in the window is dropped without challenge", "") \
	X(RST_CHALLENGE_SEQ_COPIED, "rst-challenge-seq-copied", "reset", "RFC5961/3.2-3", \
	  "the challenge ACK copies the RST's sequence number", "FreeRTOS+TCP 1235") \
	X(RST_CHALLENGE_CLOSES, "rst-challenge-closes", "reset", "RFC5961/3.2-4", \
	  "the challenge ACK is sent and the connection closed", "") \
	X(RST_ANSWERED_BY_RST, "rst-answered-by-rst", "reset", "RFC9293/3.5.2-NORST-FOR-RST", \
	  "a RST that closes is answered by RST", "") \
	X(RST_ANSWERED_BY_ACK, "rst-answered-by-ack", "reset", "RFC9293/SHLD-2", \
	  "a RST with data is acknowledged", "picoTCP 129") \
	X(RST_WITHOUT_ACK_IGNORED, "rst-without-ack-ignored", "reset", "RFC9293/3.10.7.4-ESTABLISHED-RST", \
	  "a RST without ACK is ignored", "") \
	X(RST_WITH_ACK_IGNORED, "rst-with-ack-ignored", "reset", "RFC9293/3.10.7.4-ESTABLISHED-RST-BADACK", \
	  "a RST,ACK is taken for invalid flags", "picoTCP 248") \
	X(RST_ACK_CHECKED, "rst-ack-checked", "reset", "RFC9293/3.10.7.4-ESTABLISHED-RST-BADACK", \
	  "a RST with another ACK than SND.NXT is ignored", "") \
	X(RST_WITH_DATA_IGNORED, "rst-with-data-ignored", "reset", "RFC9293/SHLD-2", \
	  "a RST with data is ignored", "") \
	X(RST_IGNORED_FIN_WAIT_1, "rst-ignored-fin-wait-1", "reset", "RFC9293/3.10.7.4-FIN-WAIT-1-RST", \
	  "a RST in FIN-WAIT-1 is ignored", "") \
	X(RST_IGNORED_FIN_WAIT_2, "rst-ignored-fin-wait-2", "reset", "RFC9293/3.10.7.4-FIN-WAIT-2-RST", \
	  "a RST in FIN-WAIT-2 is ignored", "") \
	X(RST_IGNORED_CLOSE_WAIT, "rst-ignored-close-wait", "reset", "RFC9293/3.10.7.4-CLOSE-WAIT-RST", \
	  "a RST in CLOSE-WAIT is ignored", "") \
	X(RST_IGNORED_CLOSING, "rst-ignored-closing", "reset", "RFC9293/3.10.7.4-CLOSING-RST", \
	  "a RST in CLOSING is ignored", "") \
	X(RST_IGNORED_LAST_ACK, "rst-ignored-last-ack", "reset", "RFC9293/3.10.7.4-LAST-ACK-RST", \
	  "a RST in LAST-ACK is ignored", "") \
	/* syn */ \
	X(SYN_SILENT, "syn-silent", "syn", "RFC5961/4.2-1", \
	  "a SYN in a synchronized state is dropped in silence", "gVisor 1132") \
	X(SYNACK_SILENT, "synack-silent", "syn", "RFC5961/4.2-5", \
	  "a SYN,ACK in a synchronized state is dropped in silence", "") \
	X(SYN_OOW_RESET, "syn-oow-reset", "syn", "RFC9293/3.10.7.4-ESTABLISHED-SYN-OOW", \
	  "a SYN outside the window draws RST", "") \
	X(SYN_REPLACES, "syn-replaces", "syn", "RFC9293/3.5.1-HALFOPEN-SYN", \
	  "a SYN begins the connection anew", "") \
	X(SYN_DATA_TAKEN, "syn-data-taken", "syn", "RFC9293/3.10.7.4-ESTABLISHED-SYN-DATA", \
	  "text of a SYN in a synchronized state is taken", "") \
	X(SYN_CHALLENGE_CLOSES, "syn-challenge-closes", "syn", "RFC5961/4.2-2", \
	  "a SYN is challenged and the connection closed", "") \
	/* ack */ \
	X(NOACK_TAKEN, "noack-taken", "ack", "RFC9293/3.10.7.4-ESTABLISHED-NOACK", \
	  "text without the ACK bit is taken", "") \
	X(ACK_UNSIGNED, "ack-unsigned", "ack", "RFC9293/3.4-WRAP", \
	  "acknowledgments are compared without wrap", "") \
	X(ACK_NOT_TAKEN, "ack-not-taken", "ack", "RFC9293/3.10.7.4-ESTABLISHED-ACK", \
	  "acknowledgments do not empty the retransmission queue", "") \
	X(ACK_PARTIAL_DROPS, "ack-partial-drops", "ack", "RFC9293/3.8.1-RTX-CONTENT", \
	  "an ACK of a part spoils the octets behind it", "") \
	X(ACK_OLD_DROPS_TEXT, "ack-old-drops-text", "ack", "RFC9293/3.10.7.4-ESTABLISHED-ACK-OLD", \
	  "text that comes with an old ACK is dropped", "") \
	X(ACK_FUTURE_SILENT, "ack-future-silent", "ack", "RFC9293/3.10.7.4-ESTABLISHED-ACK-NEW", \
	  "an ACK above SND.NXT is dropped in silence", "") \
	X(ACK_FUTURE_TAKEN, "ack-future-taken", "ack", "RFC9293/3.10.7.4-ESTABLISHED-ACK-NEW", \
	  "text that comes with an ACK above SND.NXT is taken", "") \
	X(ACK_FUTURE_RESETS, "ack-future-resets", "ack", "RFC9293/3.10.7.4-ESTABLISHED-ACK-NEW", \
	  "an ACK above SND.NXT resets", "") \
	X(FIN_WAIT_1_ANY_ACK, "fin-wait-1-any-ack", "ack", "RFC9293/3.10.7.4-FIN-WAIT-1-ACK-OLD", \
	  "any ACK leads to FIN-WAIT-2", "picoTCP 527") \
	X(FIN_WAIT_1_STAYS, "fin-wait-1-stays", "ack", "RFC9293/3.10.7.4-FIN-WAIT-1-ACK", \
	  "the ACK of the FIN does not lead to FIN-WAIT-2", "") \
	X(LAST_ACK_ANY_ACK, "last-ack-any-ack", "ack", "RFC9293/3.10.7.4-LAST-ACK-ACK-OLD", \
	  "any ACK ends LAST-ACK", "") \
	X(LAST_ACK_STAYS, "last-ack-stays", "ack", "RFC9293/3.10.7.4-LAST-ACK-ACK", \
	  "the ACK of the FIN does not end LAST-ACK", "") \
	/* fin */ \
	X(FIN_UNCOUNTED, "fin-uncounted", "fin", "RFC9293/3.10.7.4-ESTABLISHED-FIN", \
	  "the FIN is acknowledged by its own number", "") \
	X(FIN_ACK_NEVER, "fin-ack-never", "fin", "RFC9293/3.10.7.4-ESTABLISHED-FIN", \
	  "the FIN is not acknowledged", "picoTCP 136") \
	X(FIN_STAYS_ESTABLISHED, "fin-stays-established", "fin", "RFC9293/3.10.7.4-ESTABLISHED-FIN", \
	  "the FIN does not lead to CLOSE-WAIT", "") \
	X(FIN_TEXT_LOST, "fin-text-lost", "fin", "RFC9293/3.10.7.4-ESTABLISHED-FIN", \
	  "text on a FIN is skipped, the FIN takes its place", "") \
	X(FIN_ABOVE_GAP_TAKEN, "fin-above-gap-taken", "fin", "RFC9293/3.10.7.4-ESTABLISHED-FIN-OOO", \
	  "a FIN above a gap is taken", "") \
	X(FIN_UNASKED, "fin-unasked", "fin", "RFC9293/3.6-NO-FIN-UNASKED", \
	  "a FIN is answered by an own FIN before the application closes", "") \
	X(FIN_DROPS_UNSENT, "fin-drops-unsent", "fin", "RFC9293/3.6-HALFCLOSE-SEND", \
	  "after the peer's FIN nothing more is sent", "") \
	X(CLOSE_DROPS_DATA, "close-drops-data", "fin", "RFC9293/3.10.4-ESTABLISHED-CLOSE", \
	  "CLOSE forgets what was not sent", "") \
	X(FIN_NOT_AGAIN, "fin-not-again", "fin", "RFC9293/3.6-FIN-RTX", \
	  "the FIN is sent once only", "Zephyr 8188") \
	X(FIN_AGAIN_NEW_NUMBER, "fin-again-new-number", "fin", "RFC9293/3.8.1-RTX-CONTENT", \
	  "the FIN comes again with the next number", "picoTCP 130") \
	X(FIN_AGAIN_FIN_WAIT_1, "fin-again-fin-wait-1", "fin", "RFC9293/3.10.7.4-LAST-ACK-ACK", \
	  "the FIN that is sent again takes LAST-ACK to FIN-WAIT-1", "gVisor, release 20221219") \
	X(FIN_AGAIN_COUNTED, "fin-again-counted", "fin", "RFC9293/3.4-ACK-CUMULATIVE", \
	  "each duplicate of the FIN is counted", "") \
	X(FIN_AGAIN_SILENT_CLOSE_WAIT, "fin-again-silent-close-wait", "fin", "RFC9293/3.10.7.4-CLOSE-WAIT-FIN", \
	  "a FIN that comes again in CLOSE-WAIT is not answered", "") \
	X(FIN_AGAIN_SILENT_LAST_ACK, "fin-again-silent-last-ack", "fin", "RFC9293/3.10.7.4-LAST-ACK-FIN", \
	  "a FIN that comes again in LAST-ACK is not answered", "") \
	X(FIN_WAIT_2_FIN_SILENT, "fin-wait-2-fin-silent", "fin", "RFC9293/3.10.7.4-FIN-WAIT-2-FIN", \
	  "a FIN in FIN-WAIT-2 is not acknowledged", "") \
	X(FIN_WAIT_2_FIN_TO_CLOSE_WAIT, "fin-wait-2-fin-to-close-wait", "fin", "RFC9293/3.10.7.4-FIN-WAIT-2-FIN", \
	  "a FIN in FIN-WAIT-2 leads to CLOSE-WAIT", "FreeRTOS+TCP 1303") \
	X(FINWAIT_DATA_RESET, "finwait-data-reset", "fin", "RFC9293/3.10.7.4-FIN-WAIT-2-DATA", \
	  "text in FIN-WAIT draws RST", "") \
	X(CLOSE_WAIT_TEXT_TAKEN, "close-wait-text-taken", "fin", "RFC9293/3.10.7.4-CLOSE-WAIT-DATA", \
	  "text behind the FIN is acknowledged", "") \
	/* time-wait */ \
	X(TIMEWAIT_NONE, "timewait-none", "time-wait", "RFC9293/MUST-13", \
	  "TIME-WAIT ends at once", "Zephyr 728") \
	X(FIN_WAIT_2_FIN_CLOSES, "fin-wait-2-fin-closes", "time-wait", "RFC9293/MUST-13", \
	  "a FIN in FIN-WAIT-2 leads to CLOSED", "") \
	X(TIMEWAIT_SHORT, "timewait-short", "time-wait", "RFC9293/MUST-13", \
	  "TIME-WAIT lasts one second", "") \
	X(TIMEWAIT_FOREVER, "timewait-forever", "time-wait", "RFC9293/3.10.8-TIMEWAIT-END", \
	  "TIME-WAIT never ends", "mirage-tcpip pull request 489") \
	X(TIMEWAIT_FIN_SILENT, "timewait-fin-silent", "time-wait", "RFC9293/3.10.7.4-TIME-WAIT-FIN", \
	  "a FIN that comes again in TIME-WAIT is not answered", "Zephyr pull request 46407") \
	X(TIMEWAIT_FIN_RESET, "timewait-fin-reset", "time-wait", "RFC9293/3.10.7.4-TIME-WAIT-FIN", \
	  "a FIN that comes again in TIME-WAIT draws RST", "") \
	X(TIMEWAIT_NO_RESTART, "timewait-no-restart", "time-wait", "RFC9293/3.10.7.4-TIME-WAIT-FIN", \
	  "a FIN that comes again does not restart the timer", "") \
	X(TIMEWAIT_ACK_RESET, "timewait-ack-reset", "time-wait", "RFC9293/3.10.7.4-TIME-WAIT-ACK", \
	  "an ACK in TIME-WAIT draws RST", "") \
	X(TIMEWAIT_TEXT_TAKEN, "timewait-text-taken", "time-wait", "RFC9293/3.10.7.4-TIME-WAIT-DATA", \
	  "text in TIME-WAIT is acknowledged", "") \
	X(TIMEWAIT_SYN_ANY, "timewait-syn-any", "time-wait", "RFC9293/3.10.7.4-TIME-WAIT-SYN-OOW", \
	  "an old SYN opens a new connection", "") \
	X(TIMEWAIT_SYN_RESET, "timewait-syn-reset", "time-wait", "RFC9293/3.10.7.4-TIME-WAIT-SYN", \
	  "a SYN in TIME-WAIT draws RST", "") \
	X(TIMEWAIT_REUSE_LOW_ISS, "timewait-reuse-low-iss", "time-wait", "RFC9293/MAY-2", \
	  "the new incarnation begins below the numbers of the old one", "") \
	X(TIMEWAIT_RST_OOW_TAKEN, "timewait-rst-oow-taken", "time-wait", "RFC9293/3.10.7.4-TIME-WAIT-RST-OOW", \
	  "any RST ends TIME-WAIT", "") \
	X(RST_IGNORED_TIME_WAIT, "rst-ignored-time-wait", "time-wait", "RFC9293/3.10.7.4-TIME-WAIT-RST", \
	  "a RST in TIME-WAIT is ignored (RFC 1337 allows it)", "") \
	/* reassembly */ \
	X(ABOVE_GAP_DROPPED, "above-gap-dropped", "reassembly", "RFC9293/SHLD-31", \
	  "text above a gap is dropped", "") \
	X(ABOVE_GAP_ACKED, "above-gap-acked", "reassembly", "RFC9293/3.4-ACK-CUMULATIVE", \
	  "text above a gap is acknowledged as if there were none", "") \
	X(ABOVE_GAP_SILENT, "above-gap-silent", "reassembly", "RFC5681/3.2-1", \
	  "text above a gap draws no duplicate ACK", "") \
	X(GAP_FILL_ACK_LATE, "gap-fill-ack-late", "reassembly", "RFC5681/3.2-2", \
	  "the ACK of what fills a gap is delayed", "") \
	X(ACK_OF_DATA_NEVER, "ack-of-data-never", "reassembly", "RFC9293/3.10.7.4-ESTABLISHED-DATA", \
	  "text is taken and not acknowledged", "") \
	X(ACK_TWICE, "ack-twice", "reassembly", "RFC5681/4.2-6", \
	  "every segment draws two ACKs", "") \
	X(DELACK_600_MS, "delack-600-ms", "reassembly", "RFC9293/MUST-40", \
	  "an ACK is delayed by 600 ms", "") \
	X(DELACK_ALL, "delack-all", "reassembly", "RFC9293/SHLD-19", \
	  "only the timer sends ACKs", "") \
	/* retransmission */ \
	X(RTX_NONE, "rtx-none", "retransmission", "RFC9293/3.10.8-RTO", \
	  "data is sent once only", "") \
	X(RTX_OTHER_OCTETS, "rtx-other-octets", "retransmission", "RFC9293/3.8.1-RTX-CONTENT", \
	  "a retransmission carries another octet", "") \
	X(RTX_LAST_FIRST, "rtx-last-first", "retransmission", "RFC6298/5.4-1", \
	  "the timer resends the last segment first", "") \
	X(RTX_WHOLE_WINDOW, "rtx-whole-window", "retransmission", "RFC5681/3.1-8", \
	  "the timer resends the whole window", "") \
	X(RTX_NO_BACKOFF, "rtx-no-backoff", "retransmission", "RFC6298/5.5-1", \
	  "the timer does not back off", "") \
	X(RTX_SYN_NO_BACKOFF, "rtx-syn-no-backoff", "retransmission", "RFC6298/5.5-2", \
	  "the timer of SYN and SYN,ACK does not back off", "") \
	X(RTO_FIRST_SHORT, "rto-first-short", "retransmission", "RFC6298/2.1-1", \
	  "the first timeout is 100 ms", "") \
	X(RTO_BELOW_1_S, "rto-below-1-s", "retransmission", "RFC6298/2.4-1", \
	  "the timeout falls below 1 s", "") \
	X(RTO_CEILING_4_S, "rto-ceiling-4-s", "retransmission", "RFC6298/2.5-1", \
	  "the timeout never exceeds 4 s", "") \
	X(RTO_FORGETS_BACKOFF, "rto-forgets-backoff", "retransmission", "RFC6298/5-4", \
	  "an ACK without a sample ends the back-off", "") \
	X(RTO_AFTER_SYN_LOSS, "rto-after-syn-loss", "retransmission", "RFC6298/5.7-1", \
	  "data does not begin with 3 s after a lost SYN", "") \
	X(RTX_SAMPLED, "rtx-sampled", "retransmission", "RFC6298/3-1", \
	  "round trips are measured on retransmissions", "") \
	X(RTX_TIMER_NOT_RESTARTED, "rtx-timer-not-restarted", "retransmission", "RFC6298/5-3", \
	  "an ACK of new data does not restart the timer", "") \
	X(RTX_FOREVER, "rtx-forever", "retransmission", "RFC9293/MUST-20", \
	  "retransmission never ends", "") \
	X(USER_TIMEOUT_10_S, "user-timeout-10-s", "retransmission", "RFC9293/SHLD-11", \
	  "the connection is given up after 10 s", "") \
	/* congestion */ \
	X(CWND_INITIAL_LARGE, "cwnd-initial-large", "congestion", "RFC5681/3.1-1", \
	  "the initial window is 64 segments", "") \
	X(CWND_NONE, "cwnd-none", "congestion", "RFC5681/2-1", \
	  "there is no congestion window", "") \
	X(CWND_NO_AVOIDANCE, "cwnd-no-avoidance", "congestion", "RFC5681/3.1-6", \
	  "slow start never ends", "") \
	X(CWND_KEPT_AFTER_TIMEOUT, "cwnd-kept-after-timeout", "congestion", "RFC5681/3.1-8", \
	  "a timeout leaves the congestion window", "") \
	X(CWND_STAYS_INFLATED, "cwnd-stays-inflated", "congestion", "RFC5681/3.2-9", \
	  "the end of recovery opens the window wide", "") \
	X(FAST_RETRANSMIT_NONE, "fast-retransmit-none", "congestion", "RFC5681/3.2-3", \
	  "duplicate ACKs do nothing", "") \
	X(FAST_RETRANSMIT_ON_FIRST, "fast-retransmit-on-first", "congestion", "RFC5681/3.2-4", \
	  "the first duplicate ACK retransmits", "") \
	/* window */ \
	X(WINDOW_SIGNED, "window-signed", "window", "RFC9293/MUST-1", \
	  "a window above 32767 counts as closed", "") \
	X(WINDOW_IGNORED, "window-ignored", "window", "RFC9293/3.8.6-WINDOW-SND", \
	  "the peer's window is not heeded", "") \
	X(WINDOW_SYN_IGNORED, "window-syn-ignored", "window", "RFC9293/3.8.6-WINDOW-SYN", \
	  "the window of the SYN is taken for 65535", "") \
	X(WINDOW_FROM_ANY_SEGMENT, "window-from-any-segment", "window", "RFC9293/3.10.7.4-ESTABLISHED-WND-UPDATE", \
	  "old segments change the send window", "") \
	X(WINDOW_EQUAL_IGNORED, "window-equal-ignored", "window", "RFC9293/3.10.7.4-ESTABLISHED-WND-UPDATE-EQ", \
	  "a pure window update is ignored", "") \
	X(WINDOW_SHRINK_RESETS, "window-shrink-resets", "window", "RFC9293/MUST-34", \
	  "a window that shrinks resets the connection", "") \
	X(WINDOW_RETREATS, "window-retreats", "window", "RFC9293/SHLD-14", \
	  "the right edge moves left as data is taken", "") \
	X(WINDOW_UPDATE_NEVER, "window-update-never", "window", "RFC9293/MUST-39", \
	  "an opened window is not announced", "smoltcp 199") \
	X(SWS_SENDER, "sws-sender", "window", "RFC9293/MUST-38", \
	  "every small window is filled", "") \
	X(SWS_RECEIVER, "sws-receiver", "window", "RFC9293/MUST-39", \
	  "the window opens octet by octet", "gVisor 5984") \
	X(NAGLE_NONE, "nagle-none", "window", "RFC9293/SHLD-7", \
	  "small segments do not wait for the ACK", "") \
	X(PROBE_NONE, "probe-none", "window", "RFC9293/MUST-36", \
	  "a closed window is not probed", "Zephyr 7876, smoltcp pull request 1025") \
	X(PROBE_NO_BACKOFF, "probe-no-backoff", "window", "RFC9293/SHLD-30", \
	  "the probes of a closed window do not back off", "") \
	X(PROBE_GIVES_UP, "probe-gives-up", "window", "RFC9293/MUST-37", \
	  "a window that stays closed ends the connection, though probes are answered", "") \
	X(WSCALE_UNASKED, "wscale-unasked", "window", "RFC7323/2.2-2", \
	  "the SYN,ACK carries window scale unasked", "") \
	X(WSCALE_IGNORED, "wscale-ignored", "window", "RFC7323/2.3-2", \
	  "the peer's shift is not applied", "") \
	X(WSCALE_ABOVE_14, "wscale-above-14", "window", "RFC7323/2.3-6", \
	  "a shift above 14 loses its upper bits", "") \
	X(WSCALE_IN_SYN, "wscale-in-syn", "window", "RFC7323/2.2-4", \
	  "the window of the SYN,ACK is scaled", "") \
	X(WSCALE_NOT_SENT_SCALED, "wscale-not-sent-scaled", "window", "RFC7323/2.3-3", \
	  "windows are sent unscaled", "") \
	/* urgent */ \
	X(URG_REFUSED, "urg-refused", "urgent", "RFC9293/MUST-30", \
	  "text with URG is not taken", "") \
	X(URG_OCTET_UNCOUNTED, "urg-octet-uncounted", "urgent", "RFC9293/MUST-30", \
	  "the urgent octet is not counted", "") \
	X(URG_POINTER_AHEAD_WAITS, "urg-pointer-ahead-waits", "urgent", "RFC9293/MUST-31", \
	  "text is not taken while the urgent pointer lies beyond it", "") \
	X(URG_POINTS_AT_LAST, "urg-points-at-last", "urgent", "RFC9293/MUST-62", \
	  "the urgent pointer sent names the last urgent octet", "") \
	/* timestamps */ \
	X(TS_UNASKED, "ts-unasked", "timestamps", "RFC7323/3.2-2", \
	  "the SYN,ACK carries timestamps unasked", "") \
	X(TS_MISSING_ON_DATA, "ts-missing-on-data", "timestamps", "RFC7323/3.2-1", \
	  "text goes without timestamps", "") \
	X(TS_MISSING_RESETS, "ts-missing-resets", "timestamps", "RFC7323/3.2-8", \
	  "a segment without timestamps draws RST", "") \
	X(TS_UNNEGOTIATED_REFUSED, "ts-unnegotiated-refused", "timestamps", "RFC7323/3.2-9", \
	  "timestamps that were not negotiated make a segment invalid", "") \
	X(TS_ECHO_ZERO, "ts-echo-zero", "timestamps", "RFC7323/3.2-4", \
	  "TSecr is 0", "") \
	X(TS_CLOCK_STOPPED, "ts-clock-stopped", "timestamps", "RFC7323/4.1-1", \
	  "the timestamp clock stands still", "") \
	X(TS_RECENT_ANY, "ts-recent-any", "timestamps", "RFC7323/4.3-4", \
	  "segments above a gap move TS.Recent", "") \
	X(TS_RECENT_LATEST, "ts-recent-latest", "timestamps", "RFC7323/4.3-1", \
	  "a delayed ACK echoes the last segment, not the first", "") \
	X(PAWS_NONE, "paws-none", "timestamps", "RFC7323/5.3-1", \
	  "old timestamps are not refused", "") \
	X(PAWS_SILENT, "paws-silent", "timestamps", "RFC7323/5.3-1", \
	  "what PAWS refuses is not answered", "") \
	X(PAWS_UNSIGNED, "paws-unsigned", "timestamps", "RFC7323/5.3-3", \
	  "timestamps are compared without wrap", "") \
	X(PAWS_EQUAL_REFUSED, "paws-equal-refused", "timestamps", "RFC7323/5.3-5", \
	  "an equal timestamp is refused", "") \
	X(PAWS_ON_RST, "paws-on-rst", "timestamps", "RFC7323/5.2-2", \
	  "PAWS refuses a RST", "") \
	X(PAWS_NEVER_STALE, "paws-never-stale", "timestamps", "RFC7323/5.5-1", \
	  "TS.Recent never grows stale", "") \
	/* sack */ \
	X(SACK_UNASKED, "sack-unasked", "sack", "RFC2018/4-1", \
	  "SACK is sent without SACK-permitted", "") \
	X(SACK_NO_BLOCKS, "sack-no-blocks", "sack", "RFC2018/4-2", \
	  "SACK is negotiated and never sent", "") \
	X(SACK_OLDEST_FIRST, "sack-oldest-first", "sack", "RFC2018/4-5", \
	  "the first block is not the latest arrival", "") \
	X(SACK_RIGHT_EDGE_INCLUSIVE, "sack-right-edge-inclusive", "sack", "RFC2018/3-1", \
	  "the right edge of a block is its last octet", "") \
	X(SACK_PERMITTED_IN_DATA, "sack-permitted-in-data", "sack", "RFC2018/2-1", \
	  "SACK-permitted is in every segment", "") \
	X(SACK_PERMITTED_LENGTH, "sack-permitted-length", "sack", "RFC2018/2-4", \
	  "SACK-permitted has length 3", "") \
	X(SACK_KEPT_AFTER_TIMEOUT, "sack-kept-after-timeout", "sack", "RFC2018/5-1", \
	  "after a timeout what was SACKed is not resent", "") \
	X(SACKED_RESENT, "sacked-resent", "sack", "RFC2018/5-3", \
	  "what was SACKed is resent in recovery", "") \
	X(DSACK_NONE, "dsack-none", "sack", "RFC2883/4-1", \
	  "duplicates are not reported", "") \
	X(DSACK_EDGE, "dsack-edge", "sack", "RFC2883/4-3", \
	  "a reported duplicate is one octet too long", "") \
	/* endurance: what hangs, tires, or is wrong now and then */ \
	X(URG_BEYOND_HANGS, "urg-beyond-hangs", "endurance", "RFC9293/MUST-31", \
	  "an urgent pointer beyond its segment stops the endpoint for good", "") \
	X(SACK_ABOVE_HANGS, "sack-above-hangs", "endurance", "RFC9293/MUST-5", \
	  "a SACK block above SND.NXT stops the endpoint for good", "") \
	X(CONNECTIONS_RUN_OUT, "connections-run-out", "endurance", "RFC9293/3.10.7.2-LISTEN-SYN", \
	  "after 100 connections no other is accepted", "") \
	X(SYNACK_THIRD_WRONG, "synack-third-wrong", "endurance", "RFC9293/3.5-3WHS", \
	  "every third SYN,ACK acknowledges x, not x+1", "")
/* clang-format on */

#endif
