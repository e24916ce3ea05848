/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/interface.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "wire/live/rtnetlink.h"

static int on_link_attr(const struct nlattr *attr, void *data)
{
	struct interface *out = data;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0 &&
		    mnl_attr_get_payload_len(attr) <= sizeof(out->name))
			memcpy(out->name, mnl_attr_get_str(attr),
			       mnl_attr_get_payload_len(attr));
		break;
	case IFLA_MTU:
		rtnetlink_u32(attr, &out->mtu);
		break;
	}
	return MNL_CB_OK;
}

static int on_link(const struct nlmsghdr *reply, void *data)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(reply);
	struct interface *out = data;

	if (reply->nlmsg_type != RTM_NEWLINK ||
	    mnl_nlmsg_get_payload_len(reply) < sizeof(*info))
		return MNL_CB_OK;
	out->index = (unsigned)info->ifi_index;
	out->flags = info->ifi_flags;
	mnl_attr_parse(reply, sizeof(*info), on_link_attr, out);
	return MNL_CB_STOP;
}

int interface_get(struct mnl_socket *netlink, const char *name, unsigned index,
		  struct interface *out)
{
	char bytes[256] __attribute__((aligned(8)));
	struct nlmsghdr *request = mnl_nlmsg_put_header(bytes);
	struct ifinfomsg *info;
	int status;

	*out = (struct interface){ .index = 0 };
	request->nlmsg_type = RTM_GETLINK;
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->ifi_family = AF_UNSPEC;
	info->ifi_index = name ? 0 : (int)index;
	if (name)
		mnl_attr_put_strz(request, IFLA_IFNAME, name);
	status = rtnetlink_ask(netlink, request, on_link, out);
	return status == 0 && out->index == 0 ? ENODEV : status;
}

int interface_by_name(struct mnl_socket *netlink, const char *name,
		      struct interface *out, struct error *err)
{
	int status = ENODEV;

	if (name[0] != '\0' && strlen(name) < IF_NAMESIZE)
		status = interface_get(netlink, name, 0, out);
	if (status == ENODEV || status == EINVAL)
		return error_set(err, "there is no interface named '%.64s': `ip link` "
				 "lists those there are", name);
	if (status != 0)
		return error_sys(err, status, "cannot look up interface %s", name);
	return 0;
}

int interface_usable(const struct interface *interface, struct error *err)
{
	if (!(interface->flags & IFF_UP))
		return error_set(err, "interface %s is down: bring it up with "
				 "`ip link set %s up`", interface->name, interface->name);
	if (!(interface->flags & IFF_RUNNING))
		return error_set(err, "interface %s has no carrier: connect its other "
				 "end (a cable, a veth peer that is up, a program "
				 "on the tap or tun)", interface->name);
	return 0;
}
