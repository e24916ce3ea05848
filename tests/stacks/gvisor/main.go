// SPDX-License-Identifier: BSD-2-Clause

// gvisor_target: gVisor's netstack as a target for tests, on a tap interface that is
// there and up already, with echo, discard, daytime and chargen on their ports, and on
// port 1009 an application that has stalled, over IPv4 and IPv6. Serves until it is
// killed. The stack is set up as runsc, gVisor's sandbox, sets up its own: all options
// are the defaults but SACK, receive buffers that grow, and TTL 64.
//
//	gvisor_target tap0 192.0.2.2 2001:db8::2
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"gvisor.dev/gvisor/pkg/log"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/link/fdbased"
	"gvisor.dev/gvisor/pkg/tcpip/link/tun"
	"gvisor.dev/gvisor/pkg/tcpip/network/arp"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/icmp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

const (
	nic = 1
	mtu = 1500
	ttl = 64 // what runsc has

	// RFC 864: lines of 72 of the 95 printing characters, each line one further.
	printing  = 95
	lineChars = 72
)

// pattern is what chargen repeats.
func pattern() []byte {
	var text []byte
	for line := 0; line < printing; line++ {
		for column := 0; column < lineChars; column++ {
			text = append(text, byte(' '+(line+column)%printing))
		}
		text = append(text, '\r', '\n')
	}
	return text
}

// ---- the services ------------------------------------------------------------------

func echo(conn *gonet.TCPConn) {
	io.Copy(conn, conn)
	conn.Close()
}

func discard(conn *gonet.TCPConn) {
	io.Copy(io.Discard, conn)
	conn.Close()
}

// What the peer still sends is thrown away, as RFC 867 has it.
func daytime(conn *gonet.TCPConn) {
	io.WriteString(conn, time.Now().UTC().Format("2006-01-02 15:04:05 UTC\r\n"))
	conn.CloseWrite()
	discard(conn)
}

// What the peer sends is read as well, so that its FIN is noticed and its data does
// not close the window.
func chargen(conn *gonet.TCPConn) {
	go func() {
		for text := pattern(); ; {
			if _, err := conn.Write(text); err != nil {
				return
			}
		}
	}()
	discard(conn)
}

// It greets, and what comes is never taken from TCP: the window closes.
func stalled(conn *gonet.TCPConn) {
	conn.Write(pattern()[:4*(lineChars+2)])
}

var services = []struct {
	port  uint16
	serve func(conn *gonet.TCPConn)
}{
	{7, echo}, {9, discard}, {13, daytime}, {19, chargen}, {1009, stalled},
}

// serve accepts for good, over IPv6 and IPv4 on one endpoint.
func serve(s *stack.Stack, port uint16, handle func(conn *gonet.TCPConn)) error {
	address := tcpip.FullAddress{NIC: nic, Port: port}
	listener, err := gonet.ListenTCP(s, address, ipv6.ProtocolNumber)
	if err != nil {
		return fmt.Errorf("port %d: %w", port, err)
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				die(fmt.Errorf("port %d: accept: %w", port, err))
			}
			go handle(conn.(*gonet.TCPConn))
		}
	}()
	return nil
}

// ---- the stack ---------------------------------------------------------------------

func newStack() (*stack.Stack, error) {
	s := stack.New(stack.Options{
		NetworkProtocols: []stack.NetworkProtocolFactory{
			ipv4.NewProtocol, ipv6.NewProtocol, arp.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{
			tcp.NewProtocol, icmp.NewProtocol4, icmp.NewProtocol6},
		HandleLocal: true,
	})
	sack := tcpip.TCPSACKEnabled(true)
	if err := s.SetTransportProtocolOption(tcp.ProtocolNumber, &sack); err != nil {
		return nil, errors.New(err.String())
	}
	buffer := tcpip.TCPModerateReceiveBufferOption(true)
	if err := s.SetTransportProtocolOption(tcp.ProtocolNumber, &buffer); err != nil {
		return nil, errors.New(err.String())
	}
	hops := tcpip.DefaultTTLOption(ttl)
	for _, family := range []tcpip.NetworkProtocolNumber{
		ipv4.ProtocolNumber, ipv6.ProtocolNumber} {
		if err := s.SetNetworkProtocolOption(family, &hops); err != nil {
			return nil, errors.New(err.String())
		}
	}
	return s, nil
}

func attach(s *stack.Stack, tap string) error {
	fd, err := tun.OpenTAP(tap)
	if err != nil {
		return fmt.Errorf("cannot open the tap %s: %w", tap, err)
	}
	link, err := fdbased.New(&fdbased.Options{
		FDs: []int{fd}, MTU: mtu, EthernetHeader: true,
		Address: tcpip.LinkAddress("\x02\x00\x00\x00\x00\x02"),
		ClosedFunc: func(err tcpip.Error) {
			die(fmt.Errorf("the tap interface is gone: %v", err))
		},
	})
	if err != nil {
		return err
	}
	if err := s.CreateNIC(nic, link); err != nil {
		return errors.New(err.String())
	}
	return nil
}

// addAddress gives the interface an address and the network that it is in. Nobody else
// is there: one that is usable at once needs no probing.
func addAddress(s *stack.Stack, family tcpip.NetworkProtocolNumber, address net.IP,
	bits int) error {
	prefix := tcpip.AddressWithPrefix{Address: tcpip.Address(address), PrefixLen: bits}
	protocolAddress := tcpip.ProtocolAddress{
		Protocol: family, AddressWithPrefix: prefix}
	err := s.AddProtocolAddress(nic, protocolAddress, stack.AddressProperties{})
	if err != nil {
		return errors.New(err.String())
	}
	s.AddRoute(tcpip.Route{Destination: prefix.Subnet(), NIC: nic})
	return nil
}

func run(tap string, address, address6 net.IP) error {
	s, err := newStack()
	if err != nil {
		return err
	}
	if err := attach(s, tap); err != nil {
		return err
	}
	if err := addAddress(s, ipv4.ProtocolNumber, address, 24); err != nil {
		return err
	}
	if err := addAddress(s, ipv6.ProtocolNumber, address6, 64); err != nil {
		return err
	}
	for _, service := range services {
		if err := serve(s, service.port, service.serve); err != nil {
			return err
		}
	}
	return nil
}

func die(err error) {
	fmt.Fprintf(os.Stderr, "gvisor_target: %v\n", err)
	os.Exit(1)
}

func main() {
	var address, address6 net.IP
	if len(os.Args) == 4 {
		address = net.ParseIP(os.Args[2]).To4()
		address6 = net.ParseIP(os.Args[3]).To16()
	}
	if address == nil || address6 == nil || address6.To4() != nil {
		fmt.Fprintln(os.Stderr, "usage: gvisor_target TAP IPV4 IPV6")
		os.Exit(2)
	}
	// gonet complains of each connection that is reset before it is accepted.
	log.SetTarget(&log.MultiEmitter{})
	if err := run(os.Args[1], address, address6); err != nil {
		die(err)
	}
	fmt.Println("ready")
	select {}
}
