/* The value arguments of setsockopt(2). */
#define INT(value) &(int){ value }, sizeof(int)
