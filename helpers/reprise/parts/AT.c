#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* "127.0.0.1:80" or "[::1]:80", as the address arguments of bind(2) and connect(2). */
#define AT(text) at(text), *(text) == '[' ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in)

static struct sockaddr *at(const char *text)
{
	static struct sockaddr_storage storage;
	struct sockaddr_in *four = (void *)&storage;
	struct sockaddr_in6 *six = (void *)&storage;
	char address[INET6_ADDRSTRLEN];

	memset(&storage, 0, sizeof(storage));
	sscanf(text + strspn(text, "["), *text == '[' ? "%45[^]]" : "%45[^:]", address);
	storage.ss_family = *text == '[' ? AF_INET6 : AF_INET;
	inet_pton(storage.ss_family, address, *text == '[' ? (void *)&six->sin6_addr : &four->sin_addr);
	four->sin_port = htons(atoi(strrchr(text, ':') + 1)); /* sin6_port lies in the same place */
	return (struct sockaddr *)&storage;
}
