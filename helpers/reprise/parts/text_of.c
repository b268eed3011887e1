#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

/* An address as one reads it, written to `text`, of 64 bytes: "127.0.0.1:80", "[::1]:80". */
static const char *text_of(const void *address, char *text)
{
	const struct sockaddr_in *four = address;
	const struct sockaddr_in6 *six = address;
	char digits[INET6_ADDRSTRLEN];

	if (four->sin_family == AF_INET6)
		sprintf(text, "[%s]:%d", inet_ntop(AF_INET6, &six->sin6_addr, digits, sizeof(digits)),
			ntohs(six->sin6_port));
	else
		sprintf(text, "%s:%d", inet_ntop(AF_INET, &four->sin_addr, digits, sizeof(digits)),
			ntohs(four->sin_port));
	return text;
}
